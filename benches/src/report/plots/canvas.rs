use plotters::coord::Shift;
use plotters::element::Text;
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, IntoTextStyle, TextStyle, WHITE};

use super::palette::INK;
use crate::Result;

pub type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

pub const WIDTH: u32 = 900;
pub const TITLE: i32 = 34;

/// A white image with a title, of which `draw` gets what is beneath.
pub fn draw(title: &str, height: u32, draw: impl FnOnce(&Area<'_>) -> Result) -> Result<String> {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        root.fill(&WHITE)?;
        let (head, body) = root.split_vertically(TITLE);
        let style = text(17).pos(Pos::new(HPos::Center, VPos::Center));
        write(
            &head,
            title,
            (WIDTH as i32 / 2, TITLE / 2 + 2),
            &bold(style),
        )?;
        draw(&body)?;
        root.present()?;
    }
    Ok(svg)
}

/// Text of the size in pixels.
pub fn text(size: u32) -> TextStyle<'static> {
    // The SVG backend divides it by that.
    let size = f64::from(size) * 1.24;
    ("sans-serif", size, &INK).into_text_style(&(WIDTH, WIDTH))
}

pub fn bold(mut style: TextStyle<'static>) -> TextStyle<'static> {
    style.font = style.font.style(FontStyle::Bold);
    style
}

pub fn write(area: &Area<'_>, text: &str, at: (i32, i32), style: &TextStyle<'_>) -> Result {
    Ok(area.draw(&Text::new(text.to_owned(), at, style.clone()))?)
}
