package org.esscher.data;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/**
 * The way to the classes that need Parquet's libraries, which are optional: nothing else here
 * mentions one of them, so that the rest works without.
 */
final class ParquetLibrary {
  /** A class of each jar that is needed. */
  private static final List<String> NEEDED =
      List.of(
          "org.apache.parquet.hadoop.ParquetFileReader",
          "org.apache.hadoop.conf.Configuration",
          "org.apache.hadoop.mapreduce.lib.input.FileInputFormat",
          "io.airlift.compress.snappy.SnappyDecompressor");

  private ParquetLibrary() {}

  static RawReader reader(List<Path> files, ReadOptions options) {
    require(ParquetLibrary.class.getClassLoader());
    return new ParquetRowReader(files, options);
  }

  /** Rows up to the end of each row group. */
  static long[] ends(Path file) {
    require(ParquetLibrary.class.getClassLoader());
    return ParquetRowReader.ends(file);
  }

  static BatchWriter writer(FileChannel channel) {
    require(ParquetLibrary.class.getClassLoader());
    return new ParquetBatchWriter(channel);
  }

  /** Refuses a class path that lacks one of the libraries. */
  static void require(ClassLoader loader) {
    for (String needed : NEEDED) {
      try {
        Class.forName(needed, false, loader);
      } catch (ClassNotFoundException | LinkageError e) {
        throw new EsscherException(
            ErrorCode.USER,
            String.format(
                Locale.ROOT,
                "Parquet needs libraries that are not on the class path (%s is missing): add the"
                    + " artifact org.esscher:esscher-parquet, or use Arrow, JSON lines or CSV",
                needed),
            e);
      }
    }
  }

  /** The error for Parquet data that break off or contradict themselves. */
  static EsscherException unreadable(String file, Exception e) {
    return e instanceof EsscherException refused
        ? refused
        : new EsscherException(
            ErrorCode.DATA,
            String.format(
                Locale.ROOT,
                "%s: its Parquet data is truncated, damaged or of a kind that is not read (%s);"
                    + " write or copy the file again",
                file,
                reason(e)),
            e);
  }

  /** What is wrong; the library tells files by the addresses of its objects. */
  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message.replaceAll("[\\w.$]+@[0-9a-f]+ is ", "it is ");
  }

  /** The error for a file of which a part, or what a part claims to be, exceeds the heap. */
  static EsscherException tooLarge(String file, OutOfMemoryError e) {
    return new EsscherException(
        ErrorCode.RESOURCES,
        String.format(
            Locale.ROOT,
            "%s: a row group or page of it needs more memory than there is, or is damaged and"
                + " claims to; give Java more (-Xmx), write smaller row groups, or copy the file"
                + " again",
            file),
        e);
  }
}
