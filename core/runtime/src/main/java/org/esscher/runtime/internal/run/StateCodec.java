package org.esscher.runtime.internal.run;

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

/**
 * A {@link State} as a tree of plain data, in JSON or CBOR: numbers exactly, infinities as text.
 */
public final class StateCodec {
  private StateCodec() {}

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
    ObjectNode texts = tree.putObject("texts");
    for (String name : state.textNames()) {
      ArrayNode values = texts.putArray(name);
      state.texts(name).forEach(values::add);
    }
    return tree;
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
      throw EsscherException.data("%s holds no state: 'numbers' and 'texts' are wanted", where);
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
    double[] numbers = new double[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode item = values.get(i);
      try {
        numbers[i] = item.isNumber() ? item.doubleValue() : Double.parseDouble(item.asString());
      } catch (NumberFormatException | JacksonException e) {
        throw new EsscherException(
            ErrorCode.DATA, where + " holds " + item + " where a number is wanted", e);
      }
    }
    return numbers;
  }
}
