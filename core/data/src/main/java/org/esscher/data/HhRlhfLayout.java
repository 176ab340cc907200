package org.esscher.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Columns;

/**
 * Anthropic's HH-RLHF: {@code chosen} and {@code rejected} are whole dialogues with a common
 * beginning. The prompt is everything through the last {@code "\n\nAssistant:"} in the beginning
 * that both share; {@code chosen} and {@code rejected} become the completions after it, so that
 * prompt and completion together give the dialogue back.
 */
final class HhRlhfLayout implements Layout {
  private static final String ANSWER = "\n\nAssistant:";

  @Override
  public String id() {
    return "hh-rlhf";
  }

  @Override
  public boolean matches(Set<String> columns) {
    return columns.equals(Set.of("chosen", "rejected"));
  }

  @Override
  public ValueKind kind(String column) {
    return ValueKind.TEXT;
  }

  @Override
  public Mapping begin() {
    PromptNumbers prompts = new PromptNumbers();
    return (raw, out) -> map(raw, out, prompts);
  }

  private Rows map(RawRows raw, Columns out, PromptNumbers numbers) {
    int rows = raw.batch().rows();
    long[] exampleIds = new long[rows];
    long[] promptIds = new long[rows];
    List<String> prompts = new ArrayList<>(rows);
    List<String> chosen = new ArrayList<>(rows);
    List<String> rejected = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      String better = raw.text("chosen", row, id());
      String worse = raw.text("rejected", row, id());
      int end = promptEnd(better, worse);
      if (end < 0) {
        throw raw.refuse(
            row,
            "rejected",
            worse,
            "'chosen' and 'rejected' share no beginning with \"\\n\\nAssistant:\"; both have to be dialogues over one prompt, or choose layout 'plain'");
      }
      String prompt = better.substring(0, end);
      exampleIds[row] = raw.firstRow() + row;
      promptIds[row] = numbers.numberOf(prompt);
      prompts.add(prompt);
      chosen.add(better.substring(end));
      rejected.add(worse.substring(end));
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("example_id", out.integers(exampleIds));
    columns.put("prompt_id", out.integers(promptIds));
    columns.put("prompt", out.texts(prompts));
    columns.put("chosen", out.texts(chosen));
    columns.put("rejected", out.texts(rejected));
    for (String name : raw.batch().names()) {
      columns.putIfAbsent(name, raw.batch().column(name));
    }
    return new Rows(out.batch(columns), raw);
  }

  /** Where the prompt of both dialogues ends, or -1. */
  private static int promptEnd(String chosen, String rejected) {
    int shorter = Math.min(chosen.length(), rejected.length());
    int shared = 0;
    while (shared < shorter && chosen.charAt(shared) == rejected.charAt(shared)) {
      shared++;
    }
    int last = chosen.lastIndexOf(ANSWER, shared - ANSWER.length());
    return last < 0 ? -1 : last + ANSWER.length();
  }
}
