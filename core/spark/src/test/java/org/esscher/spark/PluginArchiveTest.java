package org.esscher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginArchiveTest {
  @TempDir Path directory;

  @Test
  void keepsDirectoriesTheirOrderAndWhatIsInThem() throws IOException {
    Path first = Files.createDirectories(directory.resolve("b"));
    Path second = Files.createDirectories(directory.resolve("a/with-libraries"));
    Files.writeString(first.resolve("one.jar"), "1");
    Files.writeString(second.resolve("two.jar"), "2");
    byte[] archive = PluginArchive.pack(List.of(first, directory.resolve("a")));
    List<Path> unpacked = PluginArchive.unpack(archive, directory);
    assertThat(unpacked).hasSize(2);
    assertThat(unpacked.get(0).resolve("one.jar")).hasContent("1");
    assertThat(unpacked.get(1).resolve("with-libraries/two.jar")).hasContent("2");
    // Again beside it, as when an executor tries a second time.
    assertThat(PluginArchive.unpack(archive, directory)).isNotEqualTo(unpacked);
    assertThat(PluginArchive.unpack(PluginArchive.pack(List.of()), directory)).isEmpty();
  }

  @Test
  void refusesWhatLeadsOut() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("0/../../evil.jar"));
      zip.closeEntry();
    }
    assertThatThrownBy(() -> PluginArchive.unpack(bytes.toByteArray(), directory))
        .hasMessageContaining("0/../../evil.jar leads out of the archive");
  }
}
