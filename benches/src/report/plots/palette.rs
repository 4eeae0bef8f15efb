use plotters::style::RGBColor;

/// A subject has the same colour in all plots. They are those of Okabe and Ito, which can be told
/// apart by the colour-blind.
pub fn color(subject: &str) -> RGBColor {
    match subject {
        "diesel-scopes" => RGBColor(0, 114, 178),
        "by hand" | "Diesel by hand" | "diesel::update" => RGBColor(230, 159, 0),
        "tokio-postgres" | "mysql_async" | "rusqlite" | "raw statement" => RGBColor(0, 158, 115),
        "sqlx" | "Diesel, literal" | "by hand, at once" => RGBColor(204, 121, 167),
        "a statement a parent" | "a statement a row" => RGBColor(213, 94, 0),
        "SeaORM" => RGBColor(86, 180, 233),
        _ => RGBColor(185, 185, 185),
    }
}

pub const INK: RGBColor = RGBColor(40, 40, 40);
pub const GRID: RGBColor = RGBColor(225, 225, 225);
