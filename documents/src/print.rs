//! Drawings become files: PDF with text that can be selected and searched, and PNG.

use crate::Unprintable;
use crate::drawing::{Area, Drawing};
use crate::fonts::{FAMILY, database};
use krilla::Document as Pdf;
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::geom::{Rect, Size};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};
use resvg::render;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Reads a drawing with our fonts alone: nothing of the machine gets into a document.
pub(crate) fn tree(svg: &str) -> Result<Tree, Unprintable> {
    let options = Options {
        font_family: FAMILY.to_owned(),
        fontdb: database(),
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|error| Unprintable::Drawing(error.to_string()))
}

/// Returns a PDF of one page. It states no time, so the same drawing always gives the same bytes.
pub(crate) fn pdf(drawing: &Drawing, title: &str) -> Result<Vec<u8>, Unprintable> {
    let tree = tree(&drawing.svg)?;
    let size = Size::from_wh(tree.size().width(), tree.size().height());
    let size = size.ok_or_else(|| Unprintable::Drawing("a page without size".into()))?;
    let mut document = Pdf::new();
    let metadata = Metadata::new().title(title.to_owned()).language("vi".to_owned());
    document.set_metadata(metadata);
    let mut page = document.start_page_with(PageSettings::new(size));
    for (area, address) in &drawing.links {
        page.add_annotation(link(area, address)?);
    }
    let mut surface = page.surface();
    surface.draw_svg(&tree, size, SvgSettings::default());
    surface.finish();
    page.finish();
    document
        .finish()
        .map_err(|error| Unprintable::Drawing(format!("{error:?}")))
}

fn link(area: &Area, address: &str) -> Result<Annotation, Unprintable> {
    let area = Rect::from_xywh(area.x, area.y, area.width, area.height);
    let area = area.ok_or_else(|| Unprintable::Drawing("a link without size".into()))?;
    let target = Target::Action(LinkAction::new(address.to_owned()).into());
    Ok(Annotation::new_link(
        LinkAnnotation::new(area, target),
        Some(address.to_owned()),
    ))
}

/// Returns a picture with one pixel for each unit of the drawing.
pub(crate) fn png(drawing: &Drawing) -> Result<Vec<u8>, Unprintable> {
    let tree = tree(&drawing.svg)?;
    let size = tree.size().to_int_size();
    let picture = Pixmap::new(size.width(), size.height());
    let mut picture = picture.ok_or_else(|| Unprintable::Drawing("a picture without size".into()))?;
    render(&tree, Transform::identity(), &mut picture.as_mut());
    picture
        .encode_png()
        .map_err(|error| Unprintable::Drawing(error.to_string()))
}
