package org.esscher.runtime.internal.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Configuration as a tree of maps, lists and scalars: from YAML or JSON, changed by {@code
 * key=value} settings.
 */
public final class ConfigTree {
  private static final long MAX_BYTES = 1 << 20;

  private ConfigTree() {}

  /** Made on first use: listing components needs no YAML. */
  private static final class Yaml {
    static final YAMLMapper MAPPER = new YAMLMapper();
  }

  /**
   * Reads a file.
   *
   * @param file YAML, or JSON, which is YAML
   * @return the tree
   */
  public static Map<String, Object> read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw EsscherException.user(
            "%s is larger than %d bytes; that is no configuration", file, MAX_BYTES);
      }
      Object tree = Yaml.MAPPER.readValue(Files.readString(file), Object.class);
      return tree == null ? Map.of() : asMap(tree, file.toString());
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.USER, "the configuration " + file + " can't be read: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new EsscherException(
          ErrorCode.USER, file + " is no YAML: " + e.getOriginalMessage(), e);
    }
  }

  private static Map<String, Object> asMap(Object tree, String where) {
    if (!(tree instanceof Map<?, ?> map)) {
      throw EsscherException.user("%s holds no fields: write 'key: value' lines", where);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    return fields;
  }

  /**
   * One value as a user writes it.
   *
   * @param text YAML
   * @return text, number, truth value, list or map; null for an empty text
   */
  static @Nullable Object parseValue(String text) {
    if (text.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      return text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : text;
    }
    if (text.isEmpty()) {
      return "";
    }
    try {
      return Yaml.MAPPER.readValue(text, Object.class);
    } catch (JacksonException e) {
      throw new EsscherException(
          ErrorCode.USER, "'" + text + "' is no YAML value: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * The tree with one value set.
   *
   * @param tree the tree, left as it is
   * @param key dotted path
   * @param value YAML
   * @return the changed tree
   */
  public static Map<String, Object> with(Map<String, Object> tree, String key, String value) {
    return put(tree, key, parseValue(value));
  }

  private static Map<String, Object> put(
      Map<String, Object> tree, String key, @Nullable Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(tree);
    int dot = key.indexOf('.');
    if (dot < 0) {
      changed.put(key, value);
      return changed;
    }
    String head = key.substring(0, dot);
    Object below = changed.get(head);
    Map<String, Object> child = new LinkedHashMap<>();
    if (below instanceof Map<?, ?> map) {
      map.forEach((name, item) -> child.put(String.valueOf(name), item));
    } else if (below != null) {
      child.put("id", below);
    }
    changed.put(head, put(child, key.substring(dot + 1), value));
    return changed;
  }
}
