package org.esscher.runtime.internal.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Configuration as a tree of maps, lists and scalars: from YAML or JSON, changed by {@code
 * key=value} settings.
 */
public final class ConfigTree {
  private static final long MAX_BYTES = 1 << 20;
  private static final Set<String> YAML_WORDS = Set.of("true", "false", "null");

  private ConfigTree() {}

  /**
   * Reads a file.
   *
   * @param file JSON if its name ends so, else YAML; at most 1 MiB, nested at most 50 deep
   * @return the tree
   * @throws EsscherException (USER) naming file and line
   */
  public static Map<String, Object> read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw EsscherException.user(
            "%s is larger than %d bytes; that is not a configuration", file, MAX_BYTES);
      }
      String text = Files.readString(file);
      Object tree =
          file.toString().endsWith(".json")
              ? YamlTree.json(text, file.toString())
              : YamlTree.yaml(text, file.toString());
      if (tree != null && !(tree instanceof Map)) {
        throw EsscherException.user("%s holds no fields: write 'key: value' lines", file);
      }
      return tree == null ? Map.of() : fields((Map<?, ?>) tree);
    } catch (NoSuchFileException e) {
      throw new EsscherException(
          ErrorCode.USER, "there is no configuration file " + file + ": check the path", e);
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.USER, "the configuration " + file + " can't be read: " + e, e);
    }
  }

  /**
   * One value as a user writes it.
   *
   * @param text YAML
   * @param where names it in errors
   * @return text, number, truth value, list or map; null for {@code null}; an empty text for one
   */
  static @Nullable Object parseValue(String text, String where) {
    boolean word =
        text.matches("[A-Za-z][A-Za-z0-9_-]*")
            && !YAML_WORDS.contains(text.toLowerCase(Locale.ROOT));
    return word || text.isEmpty() ? text : YamlTree.yaml(text, where);
  }

  /**
   * The tree with one value set. Below a component that is given by its id alone, or not at all,
   * fields are added to it.
   *
   * @param tree the tree, left as it is
   * @param key dotted path
   * @param value YAML
   * @return the changed tree
   * @throws EsscherException (USER) when the value is no YAML or the path crosses a list
   */
  public static Map<String, Object> with(Map<String, Object> tree, String key, String value) {
    return put(tree, key, key, parseValue(value, key + "=" + value));
  }

  private static Map<String, Object> put(
      Map<String, Object> tree, String path, String key, @Nullable Object value) {
    int dot = key.indexOf('.');
    String head = dot < 0 ? key : key.substring(0, dot);
    if (head.isEmpty()) {
      throw EsscherException.user("the key '%s' has an empty part; write key or key.field", path);
    }
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(tree);
    if (dot < 0) {
      changed.put(key, value);
    } else {
      changed.put(head, put(below(changed.get(head), path), path, key.substring(dot + 1), value));
    }
    return fields(changed);
  }

  private static Map<String, Object> below(@Nullable Object value, String path) {
    if (value instanceof Iterable) {
      throw EsscherException.user(
          "%s leads into a list; set the whole list, as key='[first, second]'", path);
    }
    if (value instanceof Map<?, ?> map) {
      return fields(map);
    }
    return value == null ? Map.of() : Map.of("id", value);
  }

  /**
   * A tree with another laid over it. Groups of fields are merged, unless they are different
   * components; all else is replaced.
   *
   * @param base the tree below
   * @param over what replaces it
   * @return the merged tree
   */
  static Map<String, Object> overlay(Map<String, Object> base, Map<String, Object> over) {
    Map<String, @Nullable Object> merged = new LinkedHashMap<>(base);
    over.forEach(
        (key, value) -> {
          Object result = value;
          if (base.get(key) instanceof Map<?, ?> below
              && value instanceof Map<?, ?> above
              && (!above.containsKey("id") || Objects.equals(above.get("id"), below.get("id")))) {
            result = overlay(fields(below), fields(above));
          }
          merged.put(key, result);
        });
    return fields(merged);
  }

  /** A group of fields as the maps of this package are: text keys, in order. */
  static Map<String, Object> fields(Map<?, ?> map) {
    Map<String, Object> fields = new LinkedHashMap<>();
    map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    return fields;
  }
}
