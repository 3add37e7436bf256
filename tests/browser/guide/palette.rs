//! Makes screenshots small: a screen has few colours, and a palette needs a third of the bytes.

use png::{BitDepth, ColorType, Compression, Decoder, Encoder};
use std::collections::HashMap;
use std::io::Cursor;

const COLOURS: usize = 256;

type Colour = [u8; 3];

/// Returns the picture with its most frequent colours; any other becomes the nearest of these.
pub(super) fn small(picture: &[u8]) -> Vec<u8> {
    let (size, colours) = read(picture);
    let mut counts: HashMap<Colour, usize> = HashMap::new();
    for colour in &colours {
        *counts.entry(*colour).or_default() += 1;
    }
    let mut known: Vec<Colour> = counts.keys().copied().collect();
    // The same picture gives the same bytes.
    known.sort_unstable_by_key(|colour| (std::cmp::Reverse(counts[colour]), *colour));
    let palette = &known[..known.len().min(COLOURS)];
    let nearest: HashMap<Colour, u8> = known
        .iter()
        .map(|colour| {
            let places = (0..=u8::MAX).zip(palette);
            let (place, _) = places
                .min_by_key(|(_, one)| distance(one, colour))
                .expect("a colour");
            (*colour, place)
        })
        .collect();
    let places: Vec<u8> = colours.iter().map(|colour| nearest[colour]).collect();
    write(size, palette, &places)
}

fn distance(one: &Colour, other: &Colour) -> u32 {
    let pairs = one.iter().zip(other);
    pairs.map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum()
}

fn read(picture: &[u8]) -> ((u32, u32), Vec<Colour>) {
    let mut reader = Decoder::new(Cursor::new(picture)).read_info().expect("a picture");
    let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut bytes).expect("a frame");
    assert_eq!(frame.bit_depth, BitDepth::Eight);
    let samples = frame.color_type.samples();
    assert!(samples >= 3, "{:?}", frame.color_type);
    let pixels = bytes[..frame.buffer_size()].chunks_exact(samples);
    let colours = pixels.map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    ((frame.width, frame.height), colours)
}

fn write((width, height): (u32, u32), palette: &[Colour], places: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().expect("a head");
    writer.write_image_data(places).expect("the picture");
    writer.finish().expect("the end");
    bytes
}
