package org.esscher.runtime.internal.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.processing.FieldDescriptionsProcessor;
import org.esscher.runtime.ComponentInfo.Field;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the source of a component says of its fields, from the file that {@link
 * FieldDescriptionsProcessor} puts beside the class. A plugin that was compiled without it has
 * none, and its fields no descriptions.
 */
public final class FieldTexts {
  private static final Logger LOG = LoggerFactory.getLogger(FieldTexts.class);

  private FieldTexts() {}

  /**
   * Adds the texts to fields.
   *
   * @param type a component's record
   * @param fields its fields
   * @return the fields in their order, those that the source tells of with descriptions
   */
  public static List<Field> describe(Class<? extends Record> type, List<Field> fields) {
    Map<String, String> texts = read(type);
    return fields.stream()
        .map(field -> field.describedAs(texts.getOrDefault(field.name(), field.description())))
        .toList();
  }

  private static Map<String, String> read(Class<?> type) {
    String simple = type.getName().substring(type.getName().lastIndexOf('.') + 1);
    Map<String, String> texts = new LinkedHashMap<>();
    try (InputStream file = type.getResourceAsStream(simple + FieldDescriptionsProcessor.SUFFIX)) {
      if (file != null) {
        new String(file.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .forEach(line -> put(line, texts));
      }
    } catch (IOException e) {
      // A description is no reason to refuse a component.
      LOG.warn("could not read what the fields of {} are for: {}", type.getName(), e.toString());
    }
    return texts;
  }

  private static void put(String line, Map<String, String> texts) {
    int tab = line.indexOf('\t');
    if (tab > 0) {
      texts.put(line.substring(0, tab), line.substring(tab + 1).replace('\t', '\n'));
    }
  }
}
