"""Pictures between their bucket and a folder, under the same names: no image has to be asked for a second time."""

import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from portal.aws.bucket import Bucket
from portal.model.errors import MissingError
from portal.model.picture import FOLDER, Picture, is_hash
from portal.pictures.picture_bucket import PictureBucket

AT_ONCE = 16


class PictureFiles:
    """Files of pictures in `folder`. `bucket`: None where nobody said which it is."""

    def __init__(self, folder: Path, bucket: Bucket | None) -> None:
        self._folder = folder
        self._bucket = bucket
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pictures")

    def save(self, pictures: Sequence[Picture]) -> int:
        """Those that are not there yet, out of the bucket; of how many a file was missing in it. A GetObject a file."""
        wanted = [picture for picture in pictures if not self.has(picture)]
        if self._bucket is None:
            return len(wanted)
        return sum(self._threads.map(self._is_missed, wanted))

    def has(self, picture: Picture) -> bool:
        """Whether every file of it is there. What a picture is called after its content never changes."""
        return all(self._path(path).is_file() for path in picture.paths)

    def put_back(self, pictures: Iterable[Picture]) -> set[str]:
        """Into the bucket; the hashes of those that are in it then. A PutObject a file. Raises StorageError."""
        if self._bucket is None:
            return set()
        there = [picture for picture in pictures if self.has(picture)]
        list(self._threads.map(self._put, there))
        return {picture.hash for picture in there}

    def forget(self, hashes: Iterable[str]) -> None:
        for one in hashes:
            shutil.rmtree(self._path(f"{FOLDER}/{one}"), ignore_errors=True)

    def hashes(self) -> list[str]:
        """Of all that are there; what else somebody keeps beside them is nobody's business."""
        folder = self._path(FOLDER)
        names = (path.name for path in folder.iterdir()) if folder.is_dir() else ()
        return sorted(filter(is_hash, names))

    def close(self) -> None:
        self._threads.shutdown()

    def _is_missed(self, picture: Picture) -> bool:
        try:
            for path in picture.paths:
                self._save(path)
        except MissingError:
            self.forget([picture.hash])
            return True
        return False

    def _save(self, path: str) -> None:
        if self._bucket is None:
            raise ValueError(path)
        body, file = self._bucket.read(path.removeprefix("/")), self._path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f".{file.name}.new")
        try:
            new.write_bytes(body)
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)

    def _put(self, picture: Picture) -> None:
        if self._bucket is None:
            raise ValueError(picture.hash)
        PictureBucket(bucket=self._bucket).put({path: self._path(path).read_bytes() for path in picture.paths})

    def _path(self, path: str) -> Path:
        return self._folder / path.removeprefix("/")
