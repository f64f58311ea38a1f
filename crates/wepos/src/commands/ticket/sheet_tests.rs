use wepos_abi::attestation::{SIGNATURE_BYTES, Ticket};
use wepos_client::B256;

use super::*;

#[test]
fn every_printed_code_is_read_as_its_link() {
    let tickets = tickets(14);
    let pdf = pdf(&tickets, &titles(), || ()).unwrap();
    let images = images(&pdf);
    assert_eq!(images.len(), 14);
    for (issued, (side, bits)) in tickets.iter().zip(&images) {
        assert_eq!(read(*side, bits), issued.link);
    }
}

#[test]
fn a_sheet_has_as_many_pages_as_it_needs() {
    for (count, pages) in [(1, 1), (12, 1), (13, 2), (25, 3)] {
        let pdf = pdf(&tickets(count), &titles(), || ()).unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7") && pdf.ends_with(b"%%EOF"));
        let text = String::from_utf8_lossy(&pdf).into_owned();
        assert_eq!(text.matches("/Type /Page\n").count(), pages, "{count}");
        assert!(text.contains(&format!("/Count {pages}")), "{count}");
        assert!(
            text.contains(&format!("page {pages} of {pages}")),
            "{count}"
        );
        let number = format!("(No. {count})");
        assert!(text.contains(&number), "{count}");
    }
}

#[test]
fn titles_are_written_in_both_scripts_and_never_over_the_next_ticket() {
    let text = pdf(&tickets(1), &titles(), || ()).unwrap();
    let contains = |bytes: &[u8]| text.windows(bytes.len()).any(|it| it == bytes);
    assert!(contains(b"(Spring meetup)"), "Latin as it is");
    let chinese: Vec<u8> = "春季".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let hex: String = chinese.iter().map(|it| format!("{it:02X}")).collect();
    assert!(contains(&chinese) || contains(hex.as_bytes()), "UTF-16");
    assert!(contains(b"/UniGB-UTF16-H") && contains(b"(GB1)"));

    let long = "W".repeat(200);
    let line = fitted(&long, 8.0, 160.0);
    assert!(
        breadth(&line, 8.0) < 180.0 && line.ends_with("..."),
        "{line}"
    );
    assert_eq!(fitted("short", 8.0, 160.0), "short");
    assert_eq!(as_latin("é · 1"), Some(b"\xe9 \xb7 1".to_vec()));
    assert_eq!(as_latin("€"), None);
}

fn titles() -> Titles {
    Titles {
        title_en: "Spring meetup".to_owned(),
        title_zh: "春季见面会".to_owned(),
    }
}

fn tickets(count: u32) -> Vec<Issued> {
    let ticket = |number| Ticket {
        campaign: 3,
        number,
        expires_at: 1_900_000_000,
        secret: B256::from(alloy_primitives::keccak256(number.to_be_bytes())),
        signature: [27; SIGNATURE_BYTES],
    };
    (1..=count)
        .map(|number| {
            let ticket = ticket(number);
            let link = ticket.link("https://pos.example.org");
            Issued { ticket, link }
        })
        .collect()
}

/// The images of a document: modules of a side, and bits.
fn images(pdf: &[u8]) -> Vec<(usize, Vec<u8>)> {
    let find = |from: usize, what: &[u8]| {
        let place = pdf[from..].windows(what.len()).position(|it| it == what);
        place.map(|it| from + it)
    };
    let number_after = |from: usize, what: &[u8]| -> usize {
        let start = find(from, what).unwrap() + what.len();
        let digits = pdf[start..].iter().take_while(|it| it.is_ascii_digit());
        String::from_utf8(digits.copied().collect())
            .unwrap()
            .parse()
            .unwrap()
    };
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(image) = find(from, b"/Subtype /Image") {
        let object = pdf[..image]
            .windows(4)
            .rposition(|it| it == b" obj")
            .unwrap();
        let length = number_after(object, b"/Length ");
        let side = number_after(object, b"/Width ");
        let start = find(image, b"stream\n").unwrap() + 7;
        found.push((side, pdf[start..start + length].to_vec()));
        from = start + length;
    }
    found
}

/// Reads a code as a camera would: from a picture with a white border.
fn read(side: usize, bits: &[u8]) -> String {
    const SCALE: usize = 4;
    const BORDER: usize = 4;
    let width = (side + 2 * BORDER) * SCALE;
    let is_dark = |x: usize, y: usize| {
        let (x, y) = (
            (x / SCALE).wrapping_sub(BORDER),
            (y / SCALE).wrapping_sub(BORDER),
        );
        x < side && y < side && bits[y * side.div_ceil(8) + x / 8] & (0x80 >> (x % 8)) != 0
    };
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(width, width, |x, y| match is_dark(x, y) {
            true => 0,
            false => 255,
        });
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}
