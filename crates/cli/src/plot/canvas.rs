//! Pixels, text and PNG. embedded-graphics brings the letters (the X11 fonts "misc-fixed", in the
//! public domain); what its Latin-1 fonts have not is drawn as a question mark.

use std::convert::Infallible;
use std::io;

use embedded_graphics::mono_font::iso_8859_1::{FONT_6X13, FONT_7X13_BOLD, FONT_10X20};
use embedded_graphics::mono_font::{MonoFont, MonoTextStyle};
use embedded_graphics::pixelcolor::Rgb888;
use embedded_graphics::prelude::{
    DrawTarget, Drawable, OriginDimensions, Pixel, Point, RgbColor, Size,
};
use embedded_graphics::text::{Alignment, Baseline, Text, TextStyleBuilder};

use super::colour::{Colour, mix};

/// An image of 8-bit colours.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    /// Row by row from the top, three bytes each.
    pixels: Vec<u8>,
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(super) struct Type {
    font: &'static MonoFont<'static>,
    alignment: Alignment,
}

impl Type {
    pub(super) const SMALL: Self = Self { font: &FONT_6X13, alignment: Alignment::Left };
    pub(super) const BOLD: Self = Self { font: &FONT_7X13_BOLD, alignment: Alignment::Left };
    pub(super) const TITLE: Self = Self { font: &FONT_10X20, alignment: Alignment::Left };

    /// The place is the right end of the text.
    pub(super) fn right(self) -> Self {
        Self { alignment: Alignment::Right, ..self }
    }

    /// The place is the middle of the text.
    pub(super) fn centre(self) -> Self {
        Self { alignment: Alignment::Center, ..self }
    }

    /// Letters that fit into a width.
    pub(super) fn letters(self, width: usize) -> usize {
        width / self.font.character_size.width as usize
    }
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize, colour: Colour) -> Self {
        Self { width, height, pixels: colour.repeat(width * height) }
    }

    /// Lays a colour over a pixel; `part` 1 covers it. Outside the canvas nothing happens.
    pub(super) fn dot(&mut self, x: usize, y: usize, colour: Colour, part: f32) {
        if x >= self.width || y >= self.height {
            return;
        }
        let at = (y * self.width + x) * 3;
        let under = [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2]];
        self.pixels[at..at + 3].copy_from_slice(&mix(under, colour, part));
    }

    /// A rectangle `[x, y, width, height]`.
    pub(super) fn fill(&mut self, [x, y, width, height]: [usize; 4], colour: Colour, part: f32) {
        for y in y..y + height {
            for x in x..x + width {
                self.dot(x, y, colour, part);
            }
        }
    }

    /// One column from `top` to `bottom`, which may lie within pixels: their ends are shaded.
    pub(super) fn bar(&mut self, x: usize, top: f32, bottom: f32, colour: Colour) {
        for y in top.max(0.0) as usize..=bottom.max(0.0) as usize {
            let covered = bottom.min(y as f32 + 1.0) - top.max(y as f32);
            self.dot(x, y, colour, covered.clamp(0.0, 1.0));
        }
    }

    /// Text whose height has its middle at `y`.
    pub(super) fn text(&mut self, text: &str, [x, y]: [usize; 2], set: Type, colour: Colour) {
        let [r, g, b] = colour;
        let style = MonoTextStyle::new(set.font, Rgb888::new(r, g, b));
        let place =
            TextStyleBuilder::new().alignment(set.alignment).baseline(Baseline::Middle).build();
        let text = Text::with_text_style(text, Point::new(x as i32, y as i32), style, place);
        let Ok(_) = text.draw(self);
    }

    /// Writes the image.
    pub(super) fn write_png(&self, sink: impl io::Write) -> io::Result<()> {
        let mut encoder = png::Encoder::new(sink, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        Ok(writer.finish()?)
    }
}

impl OriginDimensions for Canvas {
    fn size(&self) -> Size {
        Size::new(self.width as u32, self.height as u32)
    }
}

impl DrawTarget for Canvas {
    type Color = Rgb888;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<Rgb888>>>(
        &mut self,
        pixels: I,
    ) -> Result<(), Infallible> {
        for Pixel(Point { x, y }, colour) in pixels {
            if let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) {
                self.dot(x, y, [colour.r(), colour.g(), colour.b()], 1.0);
            }
        }
        Ok(())
    }
}
