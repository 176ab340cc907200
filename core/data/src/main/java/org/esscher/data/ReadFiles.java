package org.esscher.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much of some files, which are read one after the other, was read. Not thread-safe. */
final class ReadFiles {
  private final double[] sizes;
  private double all;
  private double before;
  private int current = -1;

  /**
   * Nothing was read.
   *
   * @param files in their order
   */
  ReadFiles(List<Path> files) {
    sizes = files.stream().mapToDouble(ReadFiles::size).toArray();
    for (double size : sizes) {
      all += size;
    }
  }

  /** Bytes; NaN where that is not how much there is to read. */
  private static double size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : Double.NaN;
    } catch (IOException e) {
      // Who reads it says what is wrong with it.
      return Double.NaN;
    }
  }

  /** Goes to the next file. */
  void next() {
    before += current < 0 ? 0 : sizes[current];
    current++;
  }

  /**
   * The part of all files.
   *
   * @param bytes of the current file
   * @return within [0, 1], or NaN
   */
  double ofBytes(long bytes) {
    return ofPart(bytes / sizes[current]);
  }

  /**
   * The part of all files.
   *
   * @param ofCurrent the part of the current file; 1 where that has nothing
   * @return within [0, 1], or NaN
   */
  double ofPart(double ofCurrent) {
    return all > 0
        ? Math.min(1, (before + Math.min(1, ofCurrent) * sizes[current]) / all)
        : Double.NaN;
  }
}
