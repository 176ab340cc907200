package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Context;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.esscher.runtime.internal.load.Components;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model on disk: who makes it (a provider, or the learner that fitted it), configured how, and
 * its state. Data, never code.
 *
 * @param config the maker's resolved configuration with its {@code id}
 * @param state what the model saved
 */
public record SavedModel(Map<String, ?> config, State state) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FORMAT = "esscher-model-1";
  private static final long MAX_BYTES = 1L << 30;

  /**
   * Writes it, atomically.
   *
   * @param file JSON
   */
  public void write(Path file) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("format", FORMAT);
    tree.set("config", JSON.valueToTree(config));
    tree.set("state", StateCodec.encode(state, JSON));
    AtomicWrite.write(file, JSON.writeValueAsBytes(tree));
  }

  /**
   * Reads it.
   *
   * @param file JSON
   * @return the saved model
   * @throws EsscherException (DATA) when the file is no saved model
   */
  public static SavedModel read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw EsscherException.data("%s is larger than %d bytes", file, MAX_BYTES);
      }
      JsonNode tree = JSON.readTree(Files.readAllBytes(file));
      if (!FORMAT.equals(tree.path("format").asString(""))
          || !tree.path("config").path("id").isString()) {
        throw EsscherException.data("%s is no saved model: its format is not '%s'", file, FORMAT);
      }
      Map<String, Object> config = new LinkedHashMap<>();
      tree.path("config")
          .properties()
          .forEach(
              entry ->
                  config.put(entry.getKey(), JSON.treeToValue(entry.getValue(), Object.class)));
      return new SavedModel(config, StateCodec.decode(tree.path("state"), file.toString()));
    } catch (IOException | JacksonException e) {
      throw new EsscherException(ErrorCode.DATA, file + " is no saved model: " + e.getMessage(), e);
    }
  }

  /**
   * Makes the model.
   *
   * @param components finds its maker
   * @param context roles, columns
   * @return the model; the caller closes it
   */
  public Model load(Components components, Context context) {
    Map<String, Object> fields = new LinkedHashMap<>(config);
    fields.values().removeIf(java.util.Objects::isNull);
    String id = String.valueOf(fields.remove("id"));
    if (components.isLearner(id)) {
      return components.create(Learner.class, id, fields).load(state, context);
    }
    @Nullable State saved = state;
    return components.create(ModelProvider.class, id, fields).create(context, saved);
  }
}
