package org.esscher.neural.internal.language;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.neural.internal.engine.NativeEngine;

/**
 * The tokens of a {@code tokenizer.json}, as the library of that name writes them (byte-pair
 * encoding, word pieces, unigrams). A text has many sequences of such tokens and one encoding, so
 * sampled tokens are recorded. Every token may follow every other. It holds native memory until it
 * is closed.
 */
final class JsonTokenizer implements Tokenizer {
  /** Numbers left out, for each one used: published vocabularies leave out few or none. */
  private static final int MAX_GAPS = 2;

  /** Numbers that even a small vocabulary may keep for later. */
  private static final int SPARE_IDS = 1000;

  /** Levels of a file; the library can't read those far beyond. */
  private static final int MAX_DEPTH = 64;

  private final HuggingFaceTokenizer encoder;
  private final int size;
  private final int begin;
  private final int end;

  private JsonTokenizer(HuggingFaceTokenizer loaded, int size, int begin, int end) {
    this.encoder = loaded;
    this.size = size;
    this.begin = begin;
    this.end = end;
  }

  /**
   * Loads.
   *
   * @param file a tokenizer.json
   * @param begin the token before texts; empty for a new one after all others
   * @param end the token after texts; empty for a new one after the vocabulary
   */
  static JsonTokenizer load(Path file, String begin, String end) {
    JsonObject tree = read(file);
    Map<String, Integer> ids = vocabulary(tree, file);
    int vocabulary = ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    int last = end.isEmpty() ? vocabulary : id(ids, end, file);
    int size = Math.max(vocabulary, last + 1);
    int first = begin.isEmpty() ? size : id(ids, begin, file);
    try {
      // Neither padding nor truncation, whatever the file says: both are the policy's to decide.
      Map<String, String> options = Map.of("padding", "false", "truncation", "false");
      return new JsonTokenizer(
          NativeEngine.underOwnLoader(() -> open(tree, options)), size, first, last);
    } catch (RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  /** Hands over what was read here: the library ends the process over text that is no JSON. */
  private static HuggingFaceTokenizer open(JsonObject tree, Map<String, String> options) {
    byte[] text = tree.toString().getBytes(StandardCharsets.UTF_8);
    try {
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(text), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw EsscherException.data("%s: no such file; name a tokenizer.json", file.toAbsolutePath());
    }
    try (JsonReader reader = new JsonReader(new StringReader(Files.readString(file)))) {
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(MAX_DEPTH);
      JsonObject tree = JsonParser.parseReader(reader).getAsJsonObject();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("text follows its end");
      }
      requireFinite(tree);
      return tree;
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private static void requireFinite(JsonElement element) {
    if (element.isJsonObject()) {
      element.getAsJsonObject().asMap().values().forEach(JsonTokenizer::requireFinite);
    } else if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(JsonTokenizer::requireFinite);
    } else if (element.isJsonPrimitive()
        && element.getAsJsonPrimitive().isNumber()
        && !Double.isFinite(element.getAsDouble())) {
      throw new JsonParseException(element + " is not a number of 64 bits");
    }
  }

  private static EsscherException unreadable(Path file, Exception cause) {
    return new EsscherException(
        ErrorCode.DATA, file + " is not a tokenizer.json: " + cause.getMessage(), cause);
  }

  /** Ids by token, those that were added included. */
  private static Map<String, Integer> vocabulary(JsonObject tree, Path file) {
    Map<String, Integer> ids = new HashMap<>();
    try {
      JsonElement vocabulary = tree.getAsJsonObject("model").get("vocab");
      if (vocabulary.isJsonArray()) {
        // Unigrams: pairs of token and log-probability, numbered in their order.
        JsonArray pairs = vocabulary.getAsJsonArray();
        for (int id = 0; id < pairs.size(); id++) {
          ids.put(pairs.get(id).getAsJsonArray().get(0).getAsString(), id);
        }
      } else {
        vocabulary
            .getAsJsonObject()
            .entrySet()
            .forEach(token -> ids.put(token.getKey(), token.getValue().getAsInt()));
      }
      if (tree.has("added_tokens")) {
        for (JsonElement added : tree.getAsJsonArray("added_tokens")) {
          JsonObject token = added.getAsJsonObject();
          ids.put(token.get("content").getAsString(), token.get("id").getAsInt());
        }
      }
    } catch (RuntimeException e) {
      // Gson has an exception of its own for each kind of value that isn't the one asked for.
      throw unreadable(file, e);
    }
    requireDense(ids, file);
    return ids;
  }

  /** A network is as wide as the largest number: a small file must not ask for a huge one. */
  private static void requireDense(Map<String, Integer> ids, Path file) {
    int most = MAX_GAPS * ids.size() + SPARE_IDS;
    ids.forEach(
        (token, id) -> {
          if (id < 0 || id > most) {
            throw EsscherException.data(
                "%s is not a tokenizer.json: its token '%s' has the id %d, and it has %d tokens;"
                    + " ids count from 0",
                file, token, id, ids.size());
          }
        });
  }

  private static int id(Map<String, Integer> ids, String token, Path file) {
    Integer id = ids.get(token);
    if (id == null) {
      throw EsscherException.user(
          "%s has no token '%s' among its %d; begin and end must name tokens of it, or be empty",
          file, token, ids.size());
    }
    return id;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int begin() {
    return begin;
  }

  @Override
  public int end() {
    return end;
  }

  @Override
  public int[] encode(String text) {
    int[] tokens =
        Arrays.stream(encoder.encode(text, false, false).getIds())
            .mapToInt(Math::toIntExact)
            .toArray();
    if (Arrays.stream(tokens).anyMatch(token -> token == end)) {
      throw new IllegalArgumentException("it holds the token that ends texts");
    }
    return tokens;
  }

  @Override
  public String decode(int[] tokens, int count) {
    return encoder.decode(Arrays.stream(tokens, 0, count).asLongStream().toArray(), false);
  }

  @Override
  public boolean determined() {
    return false;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
