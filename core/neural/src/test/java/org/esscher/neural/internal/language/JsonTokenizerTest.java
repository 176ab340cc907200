package org.esscher.neural.internal.language;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.esscher.api.EsscherException;
import org.esscher.neural.Workbench;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file has the tokens a, b, ab and end, numbered so, and joins a and b where it encodes. */
class JsonTokenizerTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void copy() throws IOException {
    file = directory.resolve("tokenizer.json");
    try (InputStream in = requireNonNull(Workbench.class.getResourceAsStream("tokenizer.json"))) {
      Files.copy(in, file);
    }
  }

  @Test
  void encodesAsTheFileSaysAndDecodesWhateverWasSampled() {
    try (JsonTokenizer tokenizer = JsonTokenizer.load(file, "<end>", "<end>")) {
      assertThat(tokenizer.encode("aabb")).containsExactly(0, 2, 1);
      assertThat(tokenizer.encode("")).isEmpty();
      assertThat(tokenizer.decode(new int[] {0, 2, 1, 3}, 3)).isEqualTo("aabb");
      assertThat(tokenizer.decode(new int[] {0, 0, 1, 1}, 4)).isEqualTo("aabb");
      assertThat(tokenizer.determined()).isFalse();
    }
  }

  @Test
  void endAndBeginAreNamedOrNew() {
    try (JsonTokenizer tokenizer = JsonTokenizer.load(file, "<end>", "<end>")) {
      assertThat(tokenizer.size()).isEqualTo(4);
      assertThat(new int[] {tokenizer.begin(), tokenizer.end()}).containsExactly(3, 3);
    }
    try (JsonTokenizer tokenizer = JsonTokenizer.load(file, "", "<end>")) {
      assertThat(tokenizer.size()).isEqualTo(4);
      assertThat(new int[] {tokenizer.begin(), tokenizer.end()}).containsExactly(4, 3);
    }
    try (JsonTokenizer tokenizer = JsonTokenizer.load(file, "", "")) {
      assertThat(tokenizer.size()).isEqualTo(5);
      assertThat(new int[] {tokenizer.begin(), tokenizer.end()}).containsExactly(5, 4);
    }
  }

  @Test
  void aTextMayNotHoldItsOwnEnd() {
    try (JsonTokenizer tokenizer = JsonTokenizer.load(file, "", "<end>")) {
      assertThatThrownBy(() -> tokenizer.encode("a<end>b"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the token that ends texts");
    }
  }

  @Test
  void refusesWhatIsNoTokenizer() throws IOException {
    assertThatThrownBy(() -> JsonTokenizer.load(file, "<begin>", ""))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("has no token '<begin>' among its 4");
    assertThatThrownBy(() -> JsonTokenizer.load(directory.resolve("absent.json"), "", ""))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("absent.json: no such file");
    Path broken = directory.resolve("broken.json");
    for (String text :
        new String[] {
          "{",
          "[]",
          "{\"model\": {}}",
          "{\"model\": {\"vocab\": {}}}",
          "{\"model\": {\"vocab\": {\"a\": \"one\"}}}",
          "{\"model\": {\"vocab\": {\"a\": null}}}",
          "{\"model\": {\"vocab\": [[]]}}",
          // 2^31 - 1: a network of so many outputs would be made.
          "{\"model\": {\"vocab\": {\"a\": 2147483647}}}",
          "{\"model\": {\"vocab\": {\"a\": -1}}}",
          // Each of these, in this place, ends the process when the library reads it.
          "{\"decoder\": {\"type\": \"a\u0001\"}, \"model\": {\"vocab\": {\"a\": 0}}}",
          "{\"decoder\": 1e999, \"model\": {\"vocab\": {\"a\": 0}}}",
          "{\"decoder\": "
              + "[".repeat(200)
              + "]".repeat(200)
              + ", \"model\": {\"vocab\": {\"a\": 0}}}"
        }) {
      Files.writeString(broken, text);
      assertThatThrownBy(() -> JsonTokenizer.load(broken, "", ""))
          .as(text)
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("broken.json is not a tokenizer.json");
    }
  }
}
