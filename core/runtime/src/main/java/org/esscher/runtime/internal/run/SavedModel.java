package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.esscher.api.Context;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.esscher.runtime.internal.config.RecordTree;
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
 * @param fitted whether the maker is a learner
 */
public record SavedModel(Map<String, ?> config, State state, boolean fitted) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FORMAT = "esscher-model-1";
  private static final long MAX_BYTES = 1L << 30;

  /** Makes components of an id and a configuration. */
  @FunctionalInterface
  public interface Maker {
    /**
     * Makes one.
     *
     * @param <T> its kind
     * @param kind the interface that it must implement
     * @param id its id
     * @param config its fields
     * @return the component
     */
    <T> T component(Class<T> kind, String id, Map<String, ?> config);
  }

  /**
   * What a component made.
   *
   * @param maker a provider or a learner
   * @param state what its model saved
   * @return the saved model
   */
  public static SavedModel of(Record maker, State state) {
    return new SavedModel(RecordTree.of(maker), state, maker instanceof Learner);
  }

  /**
   * What another process makes the same model of.
   *
   * @param provider made the model
   * @param made the model
   * @return the saved model
   * @throws EsscherException (USER) when the provider is no component
   */
  public static SavedModel of(ModelProvider provider, Model made) {
    if (provider instanceof Restored restored) {
      return restored.saved();
    }
    if (provider instanceof Record maker) {
      return of(maker, made.save());
    }
    throw EsscherException.user(
        "the model is made by %s, which is not a component, so another process can't make it: save the model, or use the engine 'local'",
        provider.getClass().getName());
  }

  /**
   * Writes it, atomically.
   *
   * @param file JSON
   */
  public void write(Path file) {
    AtomicWrite.write(file, toBytes());
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
      return of(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new EsscherException(
          ErrorCode.DATA,
          file + " does not exist: name a saved model, or the directory of a run that has finished",
          e);
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.DATA,
          file + " can't be read as a saved model (" + e.getMessage() + "): name its file",
          e);
    }
  }

  /**
   * The model as it was saved.
   *
   * @param components makes who made it
   * @return a provider; given another state, it makes the same model with that
   */
  public ModelProvider provider(Maker components) {
    return provider("a saved model", components);
  }

  private Restored provider(String where, Maker components) {
    Map<String, Object> fields = fieldsOf(config);
    String id = String.valueOf(fields.remove("id"));
    ModelProvider provider =
        fitted
            ? new Roles.FittedProvider(components.component(Learner.class, id, fields))
            : components.component(ModelProvider.class, id, fields);
    return new Restored(this, where, provider);
  }

  /**
   * The model of a file.
   *
   * @param file JSON
   * @param components makes who made it
   * @return a provider, which tells what was saved
   * @throws EsscherException (DATA) when the file is no saved model
   */
  public static Restored restored(Path file, Maker components) {
    return read(file).provider(file.toString(), components);
  }

  /**
   * Who makes a saved model anew.
   *
   * @param saved what was saved
   * @param where names it in messages
   * @param maker makes models; given no state, it would make another one
   */
  public record Restored(SavedModel saved, String where, ModelProvider maker)
      implements ModelProvider {
    @Override
    public Model create(Context context, @Nullable State state) {
      return made(where, () -> maker.create(context, state == null ? saved.state() : state));
    }
  }

  /**
   * As bytes, as in a file.
   *
   * @return JSON
   */
  public byte[] toBytes() {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("format", FORMAT);
    tree.put("fitted", fitted);
    tree.set("config", JSON.valueToTree(config));
    tree.set("state", StateCodec.encode(state, JSON));
    return JSON.writeValueAsBytes(tree);
  }

  /**
   * From bytes.
   *
   * @param bytes of {@link #toBytes}, or of a file
   * @param where names them in messages
   * @return the saved model
   * @throws EsscherException (DATA) when they are none
   */
  public static SavedModel of(byte[] bytes, String where) {
    try {
      JsonNode tree = JSON.readTree(bytes);
      if (!FORMAT.equals(tree.path("format").asString(""))
          || !tree.path("config").path("id").isString()) {
        throw EsscherException.data(
            "%s is not a saved model: its format is not '%s'", where, FORMAT);
      }
      return new SavedModel(
          RecordTree.fields(tree.path("config")),
          StateCodec.decode(tree.path("state"), where),
          tree.path("fitted").asBoolean(false));
    } catch (JacksonException e) {
      throw new EsscherException(
          ErrorCode.DATA,
          where
              + " is not a saved model, which is one JSON document: name a file that a run or a"
              + " fit saved",
          e);
    }
  }

  private static Map<String, Object> fieldsOf(Map<String, ?> config) {
    Map<String, Object> fields = new LinkedHashMap<>(config);
    fields.values().removeIf(Objects::isNull);
    return fields;
  }

  /**
   * Makes a model from what a file holds, which its maker may not expect.
   *
   * @param <T> what is made
   * @param where names the file in messages
   * @param maker makes it
   * @return what was made
   * @throws EsscherException (DATA) when the maker breaks on it; (RESOURCES) when it wants more
   *     memory than there is
   */
  public static <T> T made(String where, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (EsscherException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new EsscherException(
          ErrorCode.DATA,
          where + " does not hold what its maker saves (" + e + "); go back to a copy of it",
          e);
    } catch (OutOfMemoryError e) {
      throw new EsscherException(
          ErrorCode.RESOURCES,
          where + " wants more memory than there is (" + e + "); look at its sizes, or give more",
          e);
    }
  }

  /**
   * The component that a configuration with an {@code id} describes, as a provider.
   *
   * @param config the resolved configuration of a provider or learner
   * @param components finds it
   * @return a provider
   */
  static ModelProvider provider(Map<String, ?> config, Components components) {
    Map<String, Object> fields = fieldsOf(config);
    String id = String.valueOf(fields.remove("id"));
    return components.isLearner(id)
        ? new Roles.FittedProvider(components.create(Learner.class, id, fields))
        : components.create(ModelProvider.class, id, fields);
  }
}
