package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of FIPS 180-4 for SHA-256: the message "abc", of one block. */
class Sha256Test {
  private static final byte[] ABC = "abc".getBytes(StandardCharsets.UTF_8);
  private static final String DIGEST =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path temporary;

  @Test
  void isThatOfTheStandard() throws IOException {
    assertThat(Sha256.hex(ABC)).isEqualTo(DIGEST);
    assertThat(Sha256.of(ABC)).hasSize(32).startsWith(0xba, 0x78).endsWith(0xad);
    Path file = Files.write(temporary.resolve("abc"), ABC);
    assertThat(Sha256.hex(file)).isEqualTo(DIGEST);
  }

  @Test
  void isFedByAndByAndBeginsAnew() {
    MessageDigest fed = Sha256.begun();
    fed.update(ABC, 0, 1);
    fed.update(ABC, 1, 2);
    assertThat(Sha256.hex(fed)).isEqualTo(DIGEST);
    fed.update(ABC);
    assertThat(Sha256.hex(fed)).isEqualTo(DIGEST);
  }
}
