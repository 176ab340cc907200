package org.esscher.runtime.internal.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.esscher.api.EsscherException;

/** Holds what a directory holds inside it: no symbolic link in it leads out. */
public final class Containment {
  private Containment() {}

  /**
   * Refuses an entry that is a link, or lies behind one, to somewhere else.
   *
   * @param directory the directory
   * @param entry in it, at any depth
   * @throws EsscherException (USER) naming the link and where it leads
   * @throws IOException when one of them can't be read
   */
  public static void require(Path directory, Path entry) throws IOException {
    Path inside = directory.toRealPath();
    Path real = entry.toRealPath();
    if (!real.startsWith(inside)) {
      throw EsscherException.user(
          "%s is a link to %s, which is outside %s; put the file itself there",
          entry, real, directory);
    }
  }

  /**
   * Refuses every link in a directory, at any depth, that leads out, or nowhere.
   *
   * @param directory the directory
   * @throws EsscherException (USER) naming the first such link
   * @throws IOException when the directory can't be read
   */
  public static void requireAll(Path directory) throws IOException {
    List<Path> links;
    try (Stream<Path> files = Files.walk(directory)) {
      links = files.filter(Files::isSymbolicLink).toList();
    }
    for (Path link : links) {
      if (!Files.exists(link)) {
        throw EsscherException.user(
            "%s is a link to %s, which is not there; remove it",
            link, Files.readSymbolicLink(link));
      }
      require(directory, link);
    }
  }
}
