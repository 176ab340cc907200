package org.esscher.plugins.base.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Forward;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.plugins.base.ArenaContext;
import org.junit.jupiter.api.Test;

/** Compares the verifier with the judgements that GSM8K's model solutions bring along. */
class Gsm8kVerifierTest {
  @Test
  void agreesWithTheJudgements() {
    String directory = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeTrue(directory != null, "ESSCHER_DATA names no directory with the public data sets");
    Path file = Path.of(directory).resolve("gsm8k/example_model_solutions.jsonl");
    assumeTrue(Files.isReadable(file), () -> file + " is absent");
    try (Arena arena = Arena.root("gsm8k");
        ArenaContext context = new ArenaContext()) {
      Batch rows = Sources.open(file, ReadOptions.defaults()).readAll(arena);
      Column correct = rows.column("correct");
      List<Integer> differing = new ArrayList<>();
      try (Forward forward =
          new Verifier(Verifier.Mode.GSM8K, "answer").forward(rows, Set.of("score"), context)) {
        Column score = forward.output("score");
        for (int row = 0; row < rows.rows(); row++) {
          if (score.at(row) != correct.at(row)) {
            differing.add(row);
          }
        }
      }
      assertThat(rows.rows()).isEqualTo(5276);
      assertThat(differing).isEmpty();
    }
  }
}
