package org.esscher.neural.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  @TempDir Path directory;

  private URLClassLoader loader() throws IOException {
    return new URLClassLoader(new URL[] {directory.toUri().toURL()}, null);
  }

  private void describe(String classifier) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("native/lib"));
    Files.writeString(
        folder.resolve("pytorch.properties"),
        "version=2.7.1\nflavor=cpu\nclassifier=" + classifier + "\n");
  }

  @Test
  void namesTheArtifactThatIsMissing() throws IOException {
    try (URLClassLoader loader = loader()) {
      assertThatThrownBy(() -> NativeLibrary.require(loader, "linux-x86_64"))
          .isInstanceOfSatisfying(
              EsscherException.class,
              refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCES))
          .hasMessageContaining("no native library of PyTorch")
          .hasMessageContaining("pytorch-native-cpu with classifier linux-x86_64");
    }
  }

  @Test
  void namesTheClassifierThatIsWrong() throws IOException {
    describe("osx-aarch64");
    try (URLClassLoader loader = loader()) {
      assertThatThrownBy(() -> NativeLibrary.require(loader, "linux-x86_64"))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("for osx-aarch64, but this machine is linux-x86_64");
    }
  }

  @Test
  void acceptsTheRightOne() throws IOException {
    describe("linux-x86_64");
    try (URLClassLoader loader = loader()) {
      NativeLibrary.require(loader, "linux-x86_64");
    }
  }

  @Test
  void speaksOfMachinesAsArtifactsDo() {
    assertThat(NativeLibrary.system("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(NativeLibrary.system("Mac OS X", "aarch64")).isEqualTo("osx-aarch64");
    assertThat(NativeLibrary.system("Windows 11", "amd64")).isEqualTo("win-x86_64");
  }
}
