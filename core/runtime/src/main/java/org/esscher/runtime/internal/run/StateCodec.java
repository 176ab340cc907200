package org.esscher.runtime.internal.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * A {@link State} as a tree of plain data in JSON, with numbers exactly and infinities as text, or
 * as CBOR, with numbers as their bytes.
 */
public final class StateCodec {
  private static final CBORMapper CBOR = new CBORMapper();

  private StateCodec() {}

  /** As CBOR: arrays of numbers are little-endian float64. */
  static byte[] toBytes(State state) {
    ObjectNode tree = CBOR.createObjectNode();
    ObjectNode numbers = tree.putObject("numbers");
    for (String name : state.numberNames()) {
      double[] values = state.get(name);
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.multiplyExact(values.length, Double.BYTES))
              .order(ByteOrder.LITTLE_ENDIAN);
      bytes.asDoubleBuffer().put(values);
      numbers.put(name, bytes.array());
    }
    encodeTexts(state, tree);
    return CBOR.writeValueAsBytes(tree);
  }

  /** The inverse of {@link #toBytes}. */
  static State fromBytes(byte[] bytes, String where) {
    try {
      return decode(CBOR.readTree(bytes), where);
    } catch (JacksonException e) {
      throw new EsscherException(ErrorCode.DATA, where + " holds no state", e);
    }
  }

  /**
   * As a tree.
   *
   * @param state the state
   * @param mapper makes the nodes
   * @return {@code {"numbers": {…}, "texts": {…}}}
   */
  public static ObjectNode encode(State state, ObjectMapper mapper) {
    ObjectNode tree = mapper.createObjectNode();
    ObjectNode numbers = tree.putObject("numbers");
    for (String name : state.numberNames()) {
      ArrayNode values = numbers.putArray(name);
      for (double value : state.get(name)) {
        if (Double.isFinite(value)) {
          values.add(value);
        } else {
          values.add(Double.toString(value));
        }
      }
    }
    encodeTexts(state, tree);
    return tree;
  }

  private static void encodeTexts(State state, ObjectNode tree) {
    ObjectNode texts = tree.putObject("texts");
    for (String name : state.textNames()) {
      ArrayNode values = texts.putArray(name);
      state.texts(name).forEach(values::add);
    }
  }

  /**
   * From a tree.
   *
   * @param tree what {@link #encode} gave
   * @param where names the file in messages
   * @return the state
   * @throws EsscherException (DATA) when the tree has another form
   */
  public static State decode(JsonNode tree, String where) {
    if (!tree.path("numbers").isObject() || !tree.path("texts").isObject()) {
      throw EsscherException.data("%s holds no state: 'numbers' and 'texts' are needed", where);
    }
    Map<String, double[]> numbers = new LinkedHashMap<>();
    tree.path("numbers")
        .properties()
        .forEach(entry -> numbers.put(entry.getKey(), numbers(entry.getValue(), where)));
    Map<String, List<String>> texts = new LinkedHashMap<>();
    tree.path("texts")
        .properties()
        .forEach(
            entry -> {
              List<String> values = new ArrayList<>();
              entry.getValue().forEach(item -> values.add(item.asString()));
              texts.put(entry.getKey(), values);
            });
    return State.of(numbers, texts);
  }

  private static double[] numbers(JsonNode values, String where) {
    if (values.isBinary()) {
      byte[] bytes = values.binaryValue();
      double[] numbers = new double[bytes.length / Double.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(numbers);
      return numbers;
    }
    double[] numbers = new double[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode item = values.get(i);
      try {
        numbers[i] = item.isNumber() ? item.doubleValue() : Double.parseDouble(item.asString());
      } catch (NumberFormatException | JacksonException e) {
        throw new EsscherException(
            ErrorCode.DATA, where + " holds " + item + " where a number is needed", e);
      }
    }
    return numbers;
  }
}
