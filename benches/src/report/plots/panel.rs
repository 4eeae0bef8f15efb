//! Panels with lines, next to each other and with a legend in common.

use benches::Case;
use plotters::prelude::{ChartBuilder, Circle, EmptyElement, LineSeries, PathElement};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, ShapeStyle, WHITE};

use super::canvas::{self, Area, TITLE, WIDTH, text, write};
use super::palette::{GRID, INK, color};
use super::scale::{Axis, Ticks};
use crate::Result;
use crate::results::typical;

const LEGEND: i32 = 28;
const PANEL: u32 = 270;

/// What is around the lines of a panel.
const HEAD: i32 = 24;
const MARGIN: i32 = 8;
const LEFT: i32 = 66;
const RIGHT: i32 = 14;

pub struct Panel {
    title: String,
    lines: Vec<Line>,
    ticks: Ticks,
}

struct Line {
    subject: String,
    /// Where it is on the x axis, and the time in nanoseconds.
    points: Vec<(f64, f64)>,
}

impl Panel {
    pub fn new(title: String) -> Self {
        Panel {
            title,
            lines: Vec::new(),
            ticks: Vec::new(),
        }
    }

    /// Adds a point to the line of each of the case's subjects.
    pub fn add(&mut self, at: f64, label: String, case: &Case) {
        self.ticks.push((at, label));
        for subject in &case.subjects {
            let Some(time) = typical(subject) else {
                continue;
            };
            let mut lines = self.lines.iter_mut();
            match lines.find(|line| line.subject == subject.name) {
                Some(line) => line.points.push((at, time)),
                None => self.lines.push(Line {
                    subject: subject.name.clone(),
                    points: vec![(at, time)],
                }),
            }
        }
    }
}

/// All panels of a plot, in rows.
pub struct Panels {
    pub title: String,
    pub x: &'static str,
    pub y: &'static str,
    pub columns: usize,
    pub panels: Vec<Panel>,
}

impl Panels {
    /// None if there is nothing to draw.
    pub fn draw(&self) -> Result<Option<String>> {
        let lines = || self.panels.iter().flat_map(|panel| &panel.lines);
        let times = lines().flat_map(|line| line.points.iter().map(|(_, time)| *time));
        let Some(axis) = Axis::of_times(times) else {
            return Ok(None);
        };
        let mut subjects = Vec::new();
        for line in lines() {
            if !subjects.contains(&line.subject.as_str()) {
                subjects.push(&line.subject);
            }
        }
        let rows = self.panels.len().div_ceil(self.columns);
        let height = (TITLE + LEGEND) as u32 + rows as u32 * PANEL;
        canvas::draw(&self.title, height, |body| {
            let (head, body) = body.split_vertically(LEGEND);
            legend(&head, &subjects)?;
            let places = body.split_evenly((rows, self.columns));
            for (panel, place) in self.panels.iter().zip(&places) {
                self.panel(panel, &axis, place)?;
            }
            Ok(())
        })
        .map(Some)
    }

    fn panel(&self, panel: &Panel, times: &Axis, area: &Area<'_>) -> Result {
        let Some(x) = Axis::around(&panel.ticks) else {
            return Ok(());
        };
        let title = canvas::bold(text(13)).pos(Pos::new(HPos::Center, VPos::Center));
        let (head, area) = area.split_vertically(HEAD);
        let middle = (head.dim_in_pixel().0 as i32 + MARGIN + LEFT - RIGHT) / 2;
        write(&head, &panel.title, (middle, HEAD / 2), &title)?;
        let mut chart = ChartBuilder::on(&area)
            .margin_top(2)
            .margin_bottom(10)
            .margin_left(MARGIN)
            .margin_right(RIGHT)
            .x_label_area_size(44)
            .y_label_area_size(LEFT)
            .build_cartesian_2d(x, times.clone())?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(WHITE)
            .bold_line_style(GRID)
            .axis_style(INK)
            .label_style(text(11))
            .axis_desc_style(text(12))
            .x_desc(self.x)
            .y_desc(self.y)
            .draw()?;
        // The crate comes first, and so is drawn last: above all others.
        for line in panel.lines.iter().rev() {
            let points = line.points.iter().map(|(x, time)| (*x, time.log10()));
            let style = Style::of(&line.subject);
            chart.draw_series(LineSeries::new(points.clone(), style.line))?;
            chart.draw_series(points.map(|point| {
                EmptyElement::at(point) + Circle::new((0, 0), style.size, style.mark)
            }))?;
        }
        Ok(())
    }
}

struct Style {
    line: ShapeStyle,
    mark: ShapeStyle,
    size: u32,
}

impl Style {
    /// Lines that may be the same are the wider, the further below they are.
    fn of(subject: &str) -> Self {
        let color = color(subject);
        let (width, size) = match subject {
            "unfiltered" => (10, 5),
            "by hand" | "Diesel by hand" => (5, 5),
            _ => (2, 3),
        };
        Style {
            line: color.stroke_width(width),
            mark: color.filled(),
            size,
        }
    }
}

/// The subjects in one line, in the middle.
fn legend(area: &Area<'_>, subjects: &[&str]) -> Result {
    const LINE: i32 = 26;
    const GAP: i32 = 30;
    // An estimate, as there are no fonts to measure it with.
    let width = |subject: &str| LINE + 8 + (subject.chars().count() as f64 * 6.6) as i32;
    let whole: i32 = subjects.iter().map(|it| width(it) + GAP).sum::<i32>() - GAP;
    let (mut left, middle) = ((WIDTH as i32 - whole) / 2, LEGEND / 2);
    for subject in subjects {
        let style = Style::of(subject);
        let ends = vec![(left, middle), (left + LINE, middle)];
        area.draw(&PathElement::new(ends, style.line))?;
        area.draw(&Circle::new(
            (left + LINE / 2, middle),
            style.size,
            style.mark,
        ))?;
        let text = text(12).pos(Pos::new(HPos::Left, VPos::Center));
        write(area, subject, (left + LINE + 8, middle), &text)?;
        left += width(subject) + GAP;
    }
    Ok(())
}
