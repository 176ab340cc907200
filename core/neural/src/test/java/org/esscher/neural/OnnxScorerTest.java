package org.esscher.neural;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.spitests.RewardModelVerification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models are those of {@code src/test/python/tiny_onnx.py}. */
class OnnxScorerTest {
  private final Workbench bench = new Workbench();
  @TempDir static Path directory;

  @BeforeAll
  static void copy() throws IOException {
    for (String name : List.of("scorer.onnx", "pair.onnx")) {
      try (InputStream in = requireNonNull(OnnxScorerTest.class.getResourceAsStream(name))) {
        Files.copy(in, directory.resolve(name));
      }
    }
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private RewardModel scorer(String name, String output, String... inputs) {
    return bench
        .component(
            RewardModelProvider.class,
            "onnx-scorer",
            Map.of(
                "file", directory.resolve(name).toString(),
                "output", output,
                "inputs", List.of(inputs)))
        .create(bench.context(), null);
  }

  private Batch rows() {
    return bench.batch(
        "observation", bench.columns().vectors(2, 1, 2, -1, 0.25),
        "x", bench.columns().numbers(4, 5),
        "y", bench.columns().numbers(0, 1));
  }

  /** 2x − 3y + ½ at (1, 2) and (−1, ¼), then at (4, 0) and (5, 1): exact in float32. */
  @Test
  void scoresColumnsSideBySide() {
    try (RewardModel scorer = scorer("scorer.onnx", "", "observation");
        RewardModel pair = scorer("scorer.onnx", "value", "x", "y")) {
      assertThat(bench.output(scorer, rows(), "score")).containsExactly(-3.5, -2.25);
      assertThat(bench.output(pair, rows(), "score")).containsExactly(8.5, 7.5);
      assertThat(bench.output(pair, rows().take(), "score")).isEmpty();
    }
  }

  @Test
  void refusesToBeTrained() {
    try (RewardModel scorer = scorer("scorer.onnx", "", "observation");
        Forward forward = scorer.forward(rows(), Set.of("score"), bench.context())) {
      assertThatThrownBy(
              () -> forward.pullback(Map.of("score", bench.columns().numbers(1, 1)), Set.of()))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("scorer.onnx is for inference only");
    }
  }

  @Test
  void refusesWhatDoesNotFit() throws IOException {
    try (RewardModel scorer = scorer("scorer.onnx", "", "observation", "x")) {
      assertThatThrownBy(() -> bench.output(scorer, rows(), "score"))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("have 3 components together, but the network was made for 2");
    }
    assertThatThrownBy(() -> scorer("scorer.onnx", "logit", "observation"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("has the outputs [value]; set output to one of them, not to 'logit'");
    assertThatThrownBy(() -> scorer("pair.onnx", "sum", "observation"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("pair.onnx has the inputs [a, b]; one matrix is needed");
    assertThatThrownBy(() -> scorer("absent.onnx", "", "observation"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("absent.onnx: no such file");
    Files.writeString(directory.resolve("text.onnx"), "no model");
    assertThatThrownBy(() -> scorer("text.onnx", "", "observation"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("text.onnx is not an ONNX model");
  }

  @Nested
  class Conformance extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      return new OnnxScorer(
          directory.resolve("scorer.onnx").toString(), List.of("observation"), "");
    }

    @Override
    protected Batch rows(Columns columns) {
      return columns.batch(Map.of("observation", columns.vectors(2, 1, 2, -1, 0.25, 3, 1)));
    }
  }
}
