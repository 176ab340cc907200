package org.esscher.cli.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** JSON as a list of dotted paths with their values. */
final class Settings {
  private Settings() {}

  /**
   * Flattens.
   *
   * @param tree an object
   * @return values by path, in the tree's order; lists of plain values stay whole
   */
  static Map<String, String> of(JsonNode tree) {
    Map<String, String> flat = new LinkedHashMap<>();
    add("", tree, flat, Settings::text);
    return flat;
  }

  /** The same with every digit. */
  static Map<String, String> exact(JsonNode tree) {
    Map<String, String> flat = new LinkedHashMap<>();
    add("", tree, flat, node -> node.isString() ? node.asString() : node.toString());
    return flat;
  }

  private static void add(
      String path, JsonNode node, Map<String, String> flat, Function<JsonNode, String> text) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              entry ->
                  add(
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      entry.getValue(),
                      flat,
                      text));
    } else {
      flat.put(path, text.apply(node));
    }
  }

  /**
   * A value as it reads best: texts without quotes, numbers rounded, the rest as JSON. Lists have
   * spaces, at which a narrow page can break them.
   */
  static String text(JsonNode node) {
    if (node.isArray()) {
      StringJoiner list = new StringJoiner(", ", "[", "]");
      node.forEach(each -> list.add(text(each)));
      return list.toString();
    }
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    if (node.isFloat() || node.isDouble()) {
      return Figures.of(node.doubleValue());
    }
    return node.isString() ? node.asString() : node.toString();
  }
}
