package org.esscher.flight;

import java.util.ArrayList;
import java.util.List;
import org.esscher.api.EsscherException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked about some rows: the command of the exchange's descriptor.
 *
 * @param id the same where the same is asked of the same rows
 * @param model its name
 * @param fingerprint of the model that is meant
 * @param outputs that are wanted; none where draws are
 * @param each draws a row, or 0
 * @param seed of the draws
 */
record Question(
    String id, String model, String fingerprint, List<String> outputs, int each, long seed) {
  private static final JsonMapper JSON = new JsonMapper();

  Question {
    outputs = List.copyOf(outputs);
  }

  Question withId(String other) {
    return new Question(other, model, fingerprint, outputs, each, seed);
  }

  byte[] written() {
    return JSON.writeValueAsBytes(this);
  }

  static Question read(byte[] command) {
    try {
      JsonNode tree = JSON.readTree(command);
      List<String> outputs = new ArrayList<>();
      for (JsonNode output : tree.path("outputs")) {
        outputs.add(output.asString());
      }
      return new Question(
          tree.path("id").asString(""),
          tree.path("model").asString(""),
          tree.path("fingerprint").asString(""),
          outputs,
          tree.path("each").asInt(0),
          tree.path("seed").asLong(0));
    } catch (JacksonException e) {
      throw EsscherException.user("the descriptor's command is not a question in JSON: %s", e);
    }
  }
}
