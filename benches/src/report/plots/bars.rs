//! Panels with horizontal bars, each with an axis of its own.

use plotters::element::{PathElement, Rectangle};
use plotters::style::Color;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::canvas::{self, Area, TITLE, WIDTH, bold, text, write};
use super::palette::{GRID, INK, color};
use super::scale::{label, step};
use crate::Result;
use crate::figures;

pub struct Panel {
    pub title: String,
    /// The subjects, with their times in nanoseconds.
    pub bars: Vec<(String, f64)>,
}

pub struct Bars {
    pub title: &'static str,
    pub x: &'static str,
    pub rows: Vec<Vec<Panel>>,
}

/// What is around the bars, in pixels.
const HEAD: i32 = 28;
const FOOT: i32 = 52;
const NAMES: i32 = 116;
/// For the time behind the longest bar.
const BEHIND: i32 = 76;
/// From one bar to the next.
const PITCH: i32 = 24;

impl Bars {
    /// None if there is nothing to draw.
    pub fn draw(&self) -> Result<Option<String>> {
        let Some(columns) = self.rows.iter().map(Vec::len).max().filter(|it| *it > 0) else {
            return Ok(None);
        };
        let heights: Vec<_> = self.rows.iter().map(|row| height(row)).collect();
        let whole = TITLE + heights.iter().sum::<i32>();
        canvas::draw(self.title, whole as u32, |body| {
            let mut rest = body.clone();
            for (row, height) in self.rows.iter().zip(heights) {
                let (place, below) = rest.split_vertically(height);
                for (panel, place) in row.iter().zip(place.split_evenly((1, columns))) {
                    self.panel(panel, &place, WIDTH as i32 / columns as i32)?;
                }
                rest = below;
            }
            Ok(())
        })
        .map(Some)
    }

    fn panel(&self, panel: &Panel, area: &Area<'_>, width: i32) -> Result {
        let longest = panel.bars.iter().map(|(_, time)| *time).fold(0.0, f64::max);
        if longest <= 0.0 {
            return Ok(());
        }
        let length = width - NAMES - BEHIND;
        let place = |time: f64| NAMES + (time / longest * f64::from(length)).round() as i32;
        let middle = NAMES + length / 2;
        let bottom = HEAD + panel.bars.len() as i32 * PITCH + 4;
        let centered = Pos::new(HPos::Center, VPos::Center);
        write(
            area,
            &panel.title,
            (middle, HEAD / 2),
            &bold(text(13)).pos(centered),
        )?;
        let step = step(longest);
        for at in 0..=(longest / step).floor() as i32 {
            let time = f64::from(at) * step;
            let x = place(time);
            area.draw(&PathElement::new(vec![(x, HEAD), (x, bottom)], GRID))?;
            let label = if at == 0 { "0".to_owned() } else { label(time) };
            write(area, &label, (x, bottom + 9), &text(11).pos(centered))?;
        }
        write(area, self.x, (middle, bottom + 26), &text(12).pos(centered))?;
        for (at, (name, time)) in panel.bars.iter().enumerate() {
            let top = HEAD + at as i32 * PITCH + 4;
            let corners = [(NAMES, top), (place(*time), top + PITCH - 6)];
            area.draw(&Rectangle::new(corners, color(name).filled()))?;
            let y = top + PITCH / 2 - 3;
            let right = text(12).pos(Pos::new(HPos::Right, VPos::Center));
            write(area, name, (NAMES - 8, y), &right)?;
            let left = text(12).pos(Pos::new(HPos::Left, VPos::Center));
            write(area, &figures::time(*time), (place(*time) + 6, y), &left)?;
        }
        let axis = vec![(NAMES, HEAD), (NAMES, bottom)];
        Ok(area.draw(&PathElement::new(axis, INK))?)
    }
}

fn height(row: &[Panel]) -> i32 {
    let bars = row.iter().map(|panel| panel.bars.len()).max();
    HEAD + FOOT + bars.unwrap_or(0) as i32 * PITCH
}
