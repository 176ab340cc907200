package org.esscher.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/**
 * Plugin directories as one archive that travels with a job, so that executors load what the driver
 * loads, whatever lies on their disks. Each directory is numbered.
 */
final class PluginArchive {
  private PluginArchive() {}

  static byte[] pack(List<Path> directories) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int number = 0; number < directories.size(); number++) {
        Path directory = directories.get(number);
        zip.putNextEntry(new ZipEntry(number + "/"));
        zip.closeEntry();
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
            zip.putNextEntry(new ZipEntry(number + "/" + directory.relativize(file)));
            Files.copy(file, zip);
            zip.closeEntry();
          }
        }
      }
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.RESOURCES, "the plugins can't be read to be shipped: " + e, e);
    }
    return bytes.toByteArray();
  }

  /** Unpacks into a new directory within one; gives the plugin directories in order. */
  static List<Path> unpack(byte[] archive, Path within) {
    List<Path> directories = new ArrayList<>();
    try {
      Path into =
          Files.createTempDirectory(within.toAbsolutePath().normalize(), "esscher-plugins-");
      unpack(archive, into, directories);
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.RESOURCES, "the shipped plugins can't be unpacked in " + within + ": " + e, e);
    }
    return directories;
  }

  private static void unpack(byte[] archive, Path into, List<Path> directories) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
          throw new IOException("entry " + entry.getName() + " leads out of the archive");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          directories.add(target);
        } else {
          Files.createDirectories(into.resolve(target).getParent());
          Files.copy(zip, target);
        }
      }
    }
  }
}
