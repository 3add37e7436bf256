//! A list on disk, for what does not fit into memory: written once, then read in the same order. The file has no name
//! and disappears with the list, even if the process is killed.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek};
use std::marker::PhantomData;
use std::path::Path;

const BUFFER: usize = 256 * 1024;
/// The most bytes of an item. Every item takes less: the longest has a sort key of eight bytes per link of the chain.
const ITEM: usize = 1_024;

pub(crate) struct Spool<T> {
    file: BufWriter<File>,
    length: u64,
    of: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> Spool<T> {
    pub(crate) fn new(folder: &Path) -> io::Result<Spool<T>> {
        Ok(Spool {
            file: BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(folder)?),
            length: 0,
            of: PhantomData,
        })
    }

    pub(crate) fn push(&mut self, item: &T) -> io::Result<()> {
        self.length += 1;
        write(item, &mut self.file)
    }

    pub(crate) fn into_items(self) -> io::Result<Items<T>> {
        let mut file = self.file.into_inner()?;
        file.rewind()?;
        Ok(Items {
            file: BufReader::with_capacity(BUFFER, file),
            left: self.length,
            of: PhantomData,
        })
    }
}

/// The items that are still to be read.
pub(crate) struct Items<T> {
    file: BufReader<File>,
    left: u64,
    of: PhantomData<T>,
}

impl<T: DeserializeOwned> Iterator for Items<T> {
    type Item = io::Result<T>;

    fn next(&mut self) -> Option<io::Result<T>> {
        self.left = self.left.checked_sub(1)?;
        Some(read(&mut self.file))
    }
}

pub(crate) fn write(item: &impl Serialize, out: &mut impl io::Write) -> io::Result<()> {
    let mut bytes = [0; ITEM];
    out.write_all(postcard::to_slice(item, &mut bytes).map_err(io::Error::other)?)
}

pub(crate) fn read<T: DeserializeOwned>(from: &mut impl io::Read) -> io::Result<T> {
    let mut bytes = [0; ITEM];
    match postcard::from_io((from, &mut bytes)) {
        Ok((item, _)) => Ok(item),
        Err(postcard::Error::DeserializeUnexpectedEnd) => Err(io::ErrorKind::UnexpectedEof.into()),
        Err(error) => Err(io::Error::other(error)),
    }
}
