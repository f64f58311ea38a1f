//! Sheets of tickets to print: A4 pages of QR codes with cut marks, as a PDF.
//!
//! No font is embedded. Latin text has one of the fonts that every reader of PDF has; Chinese text names the character
//! collection Adobe-GB1 with the encoding of PDF's standard for it, and the reader takes a font of its machine (ISO
//! 32000-1, 9.7.5.2). A reader without any Chinese font leaves those lines blank: codes and numbers are there still.

use pdf_writer::{
    Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{CidFontType, FontFlags, SystemInfo},
};
use qrcode::{Color, EcLevel, QrCode};
use rayon::prelude::*;
use wepos_client::show_moment;

use super::{Issued, Titles};
use crate::output::Failure;

/// A4, in points of 1/72 inch.
const PAGE: (f32, f32) = (595.28, 841.89);
/// What printers leave white.
const MARGIN: f32 = 28.0;
/// The room of the heading and the footing.
const HEAD: f32 = 26.0;
const FOOT: f32 = 18.0;
const COLUMNS: usize = 3;
const ROWS: usize = 4;
/// The side of a code without its quiet zone: 42 mm, where a module of the usual 57 measures 0.74 mm.
const CODE: f32 = 120.0;
/// From a code to the edge above it and the letters below: wider than the four modules that a reader needs white.
const QUIET: f32 = 9.0;
/// The length of a cut mark.
const MARK: f32 = 6.0;

const LATIN: Name<'_> = Name(b"F1");
const CHINESE: Name<'_> = Name(b"F2");

/// A code as an image of one bit for each module.
struct Code {
    side: usize,
    /// Rows from above, each filled up to whole bytes; a set bit is dark.
    bits: Vec<u8>,
}

/// The sheets of tickets, all pages in one document.
///
/// # Errors
/// A link that is too long for a QR code.
pub(super) fn pdf(
    tickets: &[Issued],
    titles: &Titles,
    done: impl Fn() + Sync,
) -> Result<Vec<u8>, Failure> {
    let codes = tickets
        .par_iter()
        .map(|issued| {
            let code = Code::of(&issued.link)?;
            done();
            Ok(code)
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    let mut references = (1..).map(Ref::new);
    let mut next = || references.next().expect("numbers do not end");
    let (catalog, tree, latin, chinese) = (next(), next(), next(), next());

    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    let info = next();
    pdf.document_info(info)
        .title(TextStr("Tickets"))
        .creator(TextStr("WePoS"));
    pdf.type1_font(latin)
        .base_font(Name(b"Helvetica"))
        .encoding_predefined(Name(b"WinAnsiEncoding"));
    chinese_font(&mut pdf, chinese, next(), next());

    let per_page = COLUMNS * ROWS;
    let pages = tickets.len().div_ceil(per_page);
    let mut kids = Vec::with_capacity(pages);
    for (index, (tickets, codes)) in tickets
        .chunks(per_page)
        .zip(codes.chunks(per_page))
        .enumerate()
    {
        let (page, stream) = (next(), next());
        let images: Vec<Ref> = codes
            .iter()
            .map(|code| {
                let image = next();
                code.write(&mut pdf, image);
                image
            })
            .collect();
        kids.push(page);
        let mut writer = pdf.page(page);
        writer.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1));
        writer.parent(tree).contents(stream);
        let mut resources = writer.resources();
        let mut fonts = resources.fonts();
        fonts.pair(LATIN, latin).pair(CHINESE, chinese);
        fonts.finish();
        let mut objects = resources.x_objects();
        for (place, image) in images.iter().enumerate() {
            objects.pair(Name(image_name(place).as_bytes()), *image);
        }
        objects.finish();
        resources.finish();
        writer.finish();
        let content = draw(tickets, titles, index + 1, pages);
        pdf.stream(stream, &content);
    }
    let count = i32::try_from(kids.len()).expect("100,000 tickets are fewer pages");
    pdf.pages(tree).kids(kids).count(count);
    Ok(pdf.finish())
}

/// What is drawn on one page.
fn draw(tickets: &[Issued], titles: &Titles, page: usize, pages: usize) -> Vec<u8> {
    let mut content = Content::new();
    let (first, last) = match (tickets.first(), tickets.last()) {
        (Some(first), Some(last)) => (&first.ticket, &last.ticket),
        _ => return content.finish().into_vec(),
    };
    let top = PAGE.1 - MARGIN;
    let heading = format!(
        "WePoS: campaign {}, tickets {} to {}, page {page} of {pages}",
        first.campaign, first.number, last.number
    );
    write(&mut content, &heading, MARGIN, top - 10.0, 9.0);
    let warning = "Whoever scans a ticket first has it: keep this sheet as you keep cash.";
    write(&mut content, warning, MARGIN, MARGIN, 7.0);
    let warning = "谁先扫码，门票就归谁：请像保管现金一样保管本页。";
    write(&mut content, warning, MARGIN + 270.0, MARGIN, 7.0);

    let width = (PAGE.0 - 2.0 * MARGIN) / COLUMNS as f32;
    let height = (PAGE.1 - 2.0 * MARGIN - HEAD - FOOT) / ROWS as f32;
    for (place, issued) in tickets.iter().enumerate() {
        let left = MARGIN + width * (place % COLUMNS) as f32;
        let upper = top - HEAD - height * (place / COLUMNS) as f32;
        marks(&mut content, left, upper, width, height);
        let code_left = left + (width - CODE) / 2.0;
        let code_bottom = upper - QUIET - CODE;
        content.save_state();
        content.transform([CODE, 0.0, 0.0, CODE, code_left, code_bottom]);
        content.x_object(Name(image_name(place).as_bytes()));
        content.restore_state();

        let ticket = &issued.ticket;
        let mut lines = vec![(format!("No. {}", ticket.number), 10.0)];
        for (title, size) in [(&titles.title_zh, 8.0), (&titles.title_en, 7.5)] {
            if !title.trim().is_empty() {
                lines.push((fitted(title.trim(), size, width - 16.0), size));
            }
        }
        let end = match ticket.expires_at {
            0 => format!("Campaign {}", ticket.campaign),
            end => format!("Campaign {}, until {}", ticket.campaign, show_moment(end)),
        };
        lines.push((end, 6.5));
        // Letters are lower than their size.
        let mut baseline = code_bottom - QUIET - 7.0;
        for (line, size) in lines {
            let start = left + (width - breadth(&line, size)) / 2.0;
            write(&mut content, &line, start, baseline, size);
            baseline -= size + 2.5;
        }
    }
    content.finish().into_vec()
}

/// Where to cut: short lines at the four corners.
fn marks(content: &mut Content, left: f32, upper: f32, width: f32, height: f32) {
    content.set_line_width(0.4).set_stroke_gray(0.6);
    for (x, inwards) in [(left, MARK), (left + width, -MARK)] {
        for (y, down) in [(upper, -MARK), (upper - height, MARK)] {
            content.move_to(x, y).line_to(x + inwards, y);
            content.move_to(x, y).line_to(x, y + down);
        }
    }
    content.stroke();
}

/// Writes a line in the font that has its letters.
fn write(content: &mut Content, line: &str, x: f32, y: f32, size: f32) {
    content.begin_text();
    content.next_line(x, y);
    if let Some(latin) = as_latin(line) {
        content.set_font(LATIN, size).show(Str(&latin));
    } else {
        let units: Vec<u8> = line.encode_utf16().flat_map(u16::to_be_bytes).collect();
        content.set_font(CHINESE, size).show(Str(&units));
    }
    content.end_text();
}

/// The line in Windows-1252, as far as it is the same as Latin-1.
fn as_latin(line: &str) -> Option<Vec<u8>> {
    line.chars()
        .map(|letter| match letter {
            ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(letter)).ok(),
            _ => None,
        })
        .collect()
}

/// About how wide a line is: a reader's fonts differ, so this errs on the wide side.
fn breadth(line: &str, size: f32) -> f32 {
    let ems: f32 = line
        .chars()
        .map(|letter| match letter {
            'i' | 'j' | 'l' | 't' | 'f' | ' ' | '.' | ',' | ':' | '-' | '\'' | '·' => 0.3,
            ' '..='~' | '\u{a0}'..='\u{ff}' => 0.56,
            _ => 1.0,
        })
        .sum();
    ems * size
}

/// The line, or as much of it as is not wider than this.
fn fitted(line: &str, size: f32, width: f32) -> String {
    let mut text = String::new();
    for letter in line.chars().filter(|letter| !letter.is_control()) {
        text.push(letter);
        if breadth(&text, size) > width {
            text.pop();
            text.push_str("...");
            break;
        }
    }
    text
}

fn image_name(place: usize) -> String {
    format!("Q{place}")
}

/// A Chinese font of the reader's machine, by the standard's predefined names.
fn chinese_font(pdf: &mut Pdf, font: Ref, descendant: Ref, descriptor: Ref) {
    let collection = SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(b"GB1"),
        supplement: 2,
    };
    pdf.type0_font(font)
        .base_font(Name(b"STSong-Light-UniGB-UTF16-H"))
        .encoding_predefined(Name(b"UniGB-UTF16-H"))
        .descendant_font(descendant);
    let mut cid = pdf.cid_font(descendant);
    cid.subtype(CidFontType::Type0)
        .base_font(Name(b"STSong-Light"))
        .system_info(collection)
        .font_descriptor(descriptor)
        .default_width(1000.0);
    // Latin letters of the collection: half as wide as Chinese ones.
    cid.widths().same(1, 95, 500.0);
    cid.finish();
    pdf.font_descriptor(descriptor)
        .name(Name(b"STSong-Light"))
        .flags(FontFlags::SYMBOLIC | FontFlags::SERIF)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
}

impl Code {
    /// With the level that survives a crease or a stain over an eighth of it.
    fn of(link: &str) -> Result<Self, Failure> {
        let code = QrCode::with_error_correction_level(link, EcLevel::M).map_err(|error| {
            Failure::new("usage", format!("the link does not fit a QR code: {error}"))
                .in_chinese(format!("链接放不进二维码：{error}"))
        })?;
        let side = code.width();
        let bytes_per_row = side.div_ceil(8);
        let mut bits = vec![0; bytes_per_row * side];
        for (index, color) in code.to_colors().into_iter().enumerate() {
            let (row, column) = (index / side, index % side);
            if color == Color::Dark {
                bits[row * bytes_per_row + column / 8] |= 0x80 >> (column % 8);
            }
        }
        Ok(Self { side, bits })
    }

    fn write(&self, pdf: &mut Pdf, image: Ref) {
        let side = i32::try_from(self.side).expect("a code has at most 177 modules");
        let mut object = pdf.image_xobject(image, &self.bits);
        object.width(side).height(side);
        object.bits_per_component(1).interpolate(false);
        object.color_space().device_gray();
        // A set bit is dark, which is the other way round in PDF.
        object.decode([1.0, 0.0]);
    }
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
