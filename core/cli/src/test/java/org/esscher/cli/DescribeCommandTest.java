package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What an estimator is said to read is what it reads. */
class DescribeCommandTest {
  @TempDir Path directory;

  @Test
  void tellsWhatOnlyModelsRead() throws Exception {
    Invocation described = Invocation.of("describe", "dpo");
    assertThat(described.code()).as(described.err()).isZero();
    assertThat(described.out())
        .contains(
            "  chosen               column, one value per row, read by models in a run only\n")
        .contains(
            "  rejected             column, one value per row, read by models in a run only\n")
        .contains("  chosen_logp          logp of policy, one value per row, trained\n");
    // And indeed an estimate needs none of the two.
    Path pairs = directory.resolve("pairs.json");
    Files.writeString(
        pairs,
        "{\"chosen_logp\": -4, \"rejected_logp\": -6, \"ref_chosen_logp\": -5,"
            + " \"ref_rejected_logp\": -5}\n");
    assertThat(Invocation.of("estimate", "dpo", "--in", pairs.toString()).code()).isZero();
  }

  @Test
  void theCommandToTryHasWhatIsRequired() {
    assertThat(Invocation.of("describe", "dpo").out())
        .endsWith("try\n  esscher estimate dpo --in FILE\n");
    assertThat(Invocation.of("describe", "table-reward").out())
        .endsWith("try\n  esscher fit table-reward --in FILE --out MODEL\n");
    assertThat(Invocation.of("describe", "tabular-softmax").out())
        .endsWith("try\n  esscher evaluate tabular-softmax --data LOG --set actions=VALUE\n");
  }

  @Test
  void saysSoInJson() {
    Invocation described = Invocation.of("describe", "dpo", "--json");
    JsonNode columns =
        Json.read(described.out().getBytes(StandardCharsets.UTF_8)).at("/0/slots/pairs/columns");
    assertThat(columns).isNotEmpty();
    for (JsonNode column : columns) {
      assertThat(column.path("modelInput").booleanValue()).as(column.toString()).isTrue();
    }
  }
}
