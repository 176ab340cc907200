package org.esscher.runtime.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTreeTest {
  @TempDir Path directory;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void readsYamlAndJsonAlike() throws IOException {
    Map<String, Object> expected =
        Map.of(
            "beta",
            0.1,
            "steps",
            100,
            "fast",
            true,
            "divergence",
            Map.of("id", "alpha", "alpha", 0.3),
            "names",
            List.of("a", "b"));
    assertThat(
            ConfigTree.read(
                file(
                    "run.yaml",
                    """
                    # a comment
                    beta: 0.1
                    steps: 100
                    fast: true
                    divergence: {id: alpha, alpha: 0.3}
                    names:
                      - a
                      - b
                    """)))
        .isEqualTo(expected);
    assertThat(
            ConfigTree.read(
                file(
                    "run.json",
                    """
                    {
                    \t"beta": 0.1, "steps": 100, "fast": true,
                    \t"divergence": {"id": "alpha", "alpha": 0.3}, "names": ["a", "b"]
                    }
                    """)))
        .isEqualTo(expected);
    assertThat(ConfigTree.read(file("empty.yaml", ""))).isEmpty();
  }

  @Test
  void refusesWithFileAndLine() throws IOException {
    refused("twice.yaml", "a: 1\nb: 2\na: 3\n", "line 3: the key 'a' is given twice");
    refused("twice.json", "{\"a\": 1,\n\"a\": 2}", "line 2: the key 'a' is given twice");
    refused("alias.yaml", "a: &x [1]\nb: *x\n", "line 2: the alias *x is not allowed");
    refused("broken.yaml", "a: 1\nb: [1, 2\n", "is not YAML: line ");
    refused("broken.json", "{\"a\": 1,\n \"b\": }", "is not JSON: line 2");
    refused("two.yaml", "a: 1\n---\nb: 2\n", "something follows the end");
    refused("list.yaml", "- 1\n", "holds no fields");
    refused("word.yaml", "word\n", "holds no fields");
  }

  @Test
  void boundsDepthAndSize() throws IOException {
    assertThat(ConfigTree.read(file("deep.yaml", "a: " + "[".repeat(49) + "]".repeat(49))))
        .containsKey("a");
    refused("deeper.yaml", "a: " + "[".repeat(50) + "]".repeat(50), "nesting depth (51)");
    refused(
        "deeper.json", "{\"a\": " + "[".repeat(50) + "]".repeat(50) + "}", "nesting depth (51)");
    refused("large.yaml", "a: " + "x".repeat(1 << 20), "larger than 1048576 bytes");
    assertThatThrownBy(() -> ConfigTree.with(Map.of(), "a", "x y".repeat(1 << 19)))
        .hasMessageContaining("longer than 1048576 characters");
  }

  /** Nine lists of nine of the one before: written out, 9^9 texts. */
  @Test
  void aBombOfAliasesDoesNotGoOff() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 lol\n");
    for (int i = 1; i < 10; i++) {
      String below = "*a" + (i - 1);
      bomb.append("a").append(i).append(": &a").append(i).append(" [").append(below);
      bomb.append(("," + below).repeat(8)).append("]\n");
    }
    refused("bomb.yaml", bomb.toString(), "the alias *a0 is not allowed");
    refused("merged.yaml", "a: &x {b: 1}\nc:\n  <<: *x\n", "the alias *x is not allowed");
  }

  /** A tag names a class in other YAML readers; here it names nothing. */
  @Test
  void aTagMakesNoObject() throws IOException {
    assertThat(
            ConfigTree.read(
                file("tag.yaml", "a: !!javax.script.ScriptEngineManager [http, evil]\n")))
        .isEqualTo(Map.of("a", List.of("http", "evil")));
  }

  private void refused(String name, String text, String message) throws IOException {
    Path file = file(name, text);
    assertThatThrownBy(() -> ConfigTree.read(file))
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void missingFileIsNamed() {
    Path missing = directory.resolve("missing.yaml");
    assertThatThrownBy(() -> ConfigTree.read(missing))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void settingsGoIntoGroupsAndComponents() {
    Map<String, Object> base = Map.of("divergence", "alpha", "beta", 1);
    assertThat(ConfigTree.with(base, "beta", "0.5")).containsEntry("beta", 0.5);
    assertThat(ConfigTree.with(base, "divergence.alpha", "0.3"))
        .containsEntry("divergence", Map.of("id", "alpha", "alpha", 0.3));
    assertThat(ConfigTree.with(base, "policy.net.width", "8"))
        .containsEntry("policy", Map.of("net", Map.of("width", 8)));
    assertThat(ConfigTree.with(base, "divergence", "{id: renyi, alpha: 2}"))
        .containsEntry("divergence", Map.of("id", "renyi", "alpha", 2));
    assertThat(base).isEqualTo(Map.of("divergence", "alpha", "beta", 1));
  }

  @ParameterizedTest
  @CsvSource({"jensen-shannon", "''", "inf", "nullable"})
  void wordsAreTexts(String word) {
    assertThat(ConfigTree.with(Map.of(), "key", word)).containsEntry("key", word);
  }

  @Test
  void settingsThatLeadNowhereAreRefused() {
    Map<String, Object> base = Map.of("names", List.of("a"));
    assertThatThrownBy(() -> ConfigTree.with(base, "names.0", "b"))
        .hasMessageContaining("names.0 leads into a list");
    assertThatThrownBy(() -> ConfigTree.with(base, "a..b", "1")).hasMessageContaining("'a..b'");
    assertThatThrownBy(() -> ConfigTree.with(base, "a", "[1,"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("a=[1,");
  }

  @Test
  void overlaysMergeGroupsUnlessTheyAreOtherComponents() {
    Map<String, Object> base =
        Map.of("a", Map.of("id", "keep", "share", 1, "deep", Map.of("x", 1, "y", 2)));
    assertThat(ConfigTree.overlay(base, Map.of("a", Map.of("deep", Map.of("x", 3)))))
        .isEqualTo(Map.of("a", Map.of("id", "keep", "share", 1, "deep", Map.of("x", 3, "y", 2))));
    assertThat(ConfigTree.overlay(base, Map.of("a", Map.of("id", "chain"))))
        .isEqualTo(Map.of("a", Map.of("id", "chain")));
  }
}
