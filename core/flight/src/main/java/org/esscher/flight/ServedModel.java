package org.esscher.flight;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.EsscherException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a server says of a model.
 *
 * @param name on the server
 * @param kind {@link #REWARD} or {@link #POLICY}
 * @param fingerprint tells it from any other model, and from itself after training
 * @param inputs columns that it reads
 * @param outputs columns that it gives
 * @param samples whether it draws
 */
record ServedModel(
    String name,
    String kind,
    String fingerprint,
    List<String> inputs,
    List<String> outputs,
    boolean samples) {
  static final String REWARD = "reward-model";
  static final String POLICY = "policy";

  /** The action whose result this is. */
  static final String ACTION = "capabilities";

  private static final String PROTOCOL = "esscher-flight-1";
  private static final int SHOWN = 200;
  private static final JsonMapper JSON = new JsonMapper();

  ServedModel {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  static byte[] written(List<ServedModel> models) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("protocol", PROTOCOL);
    message.put("models", models);
    return JSON.writeValueAsBytes(message);
  }

  /** Reads the message of a server. */
  static List<ServedModel> read(byte[] message, Endpoint server) {
    try {
      JsonNode tree = JSON.readTree(message);
      String protocol = tree.path("protocol").asString("");
      if (!protocol.equals(PROTOCOL)) {
        throw EsscherException.user(
            "%s speaks '%s', not '%s': its version and Esscher's must fit",
            server, protocol, PROTOCOL);
      }
      List<ServedModel> models = new ArrayList<>();
      for (JsonNode model : tree.path("models")) {
        models.add(read(model, server));
      }
      return models;
    } catch (JacksonException e) {
      throw EsscherException.plugin(
          "%s: what the server says of its models is not JSON: %s",
          server, shortened(new String(message, StandardCharsets.UTF_8)));
    }
  }

  private static ServedModel read(JsonNode model, Endpoint server) {
    ServedModel served =
        new ServedModel(
            model.path("name").asString(""),
            model.path("kind").asString(""),
            model.path("fingerprint").asString(""),
            names(model.path("inputs")),
            names(model.path("outputs")),
            model.path("samples").asBoolean(false));
    if (served.name.isEmpty()
        || served.fingerprint.isEmpty()
        || served.inputs.isEmpty()
        || served.outputs.isEmpty()) {
      throw EsscherException.plugin(
          "%s: the server must say name, kind, fingerprint, inputs and outputs of each model; got %s",
          server, shortened(model.toString()));
    }
    if (served.kind.equals(REWARD) && !served.outputs.contains("score")) {
      throw EsscherException.plugin(
          "%s: reward model '%s' has the outputs %s; it must have 'score'",
          server, served.name, served.outputs);
    }
    return served;
  }

  /** As much of what a server says as is worth reading. */
  private static String shortened(String said) {
    return said.length() <= SHOWN ? said : said.substring(0, SHOWN) + "…";
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    for (JsonNode name : list) {
      names.add(name.asString());
    }
    return names;
  }

  /** The one that is meant. */
  static ServedModel chosen(List<ServedModel> models, String kind, String name, Endpoint server) {
    List<ServedModel> fitting =
        models.stream()
            .filter(model -> model.kind.equals(kind) && (name.isEmpty() || model.name.equals(name)))
            .toList();
    if (fitting.size() != 1) {
      throw EsscherException.user(
          "%s serves %s; %s",
          server,
          models.stream().map(model -> model.kind + " '" + model.name + "'").toList(),
          fitting.isEmpty()
              ? "there is no " + kind + (name.isEmpty() ? "" : " '" + name + "'")
              : "say which " + kind + " is meant, by 'model'");
    }
    return fitting.get(0);
  }
}
