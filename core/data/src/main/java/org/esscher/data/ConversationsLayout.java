package org.esscher.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Columns;

/**
 * Data sets in the forms of Hugging Face's TRL whose {@code prompt}, {@code chosen}, {@code
 * rejected}, {@code completion}, {@code messages} or {@code conversations} are lists of messages:
 * objects of {@code role} and {@code content}, or of {@code from} and {@code value} as ShareGPT has
 * them. They become dialogues as those of HH-RLHF: a prompt ends with {@code "\n\nAssistant:"},
 * what follows goes on after it. Where the prompt is no list of messages, it is what all answers
 * begin with, or else what the user says. A whole dialogue, in {@code messages} or {@code
 * conversations}, is a prompt and its completion where there is nothing else of messages.
 */
final class ConversationsLayout implements Layout {
  private static final List<String> ANSWERS = List.of("chosen", "rejected", "completion");
  private static final List<String> DIALOGUES = List.of("messages", "conversations");
  private static final Set<String> READ =
      Set.of("prompt", "chosen", "rejected", "completion", "messages", "conversations");

  @Override
  public String id() {
    return "conversations";
  }

  @Override
  public boolean matches(Set<String> columns) {
    return false;
  }

  @Override
  public boolean matches(Set<String> columns, Set<String> objects) {
    return READ.containsAll(objects) && !objects.isEmpty();
  }

  @Override
  public boolean flattens() {
    return true;
  }

  @Override
  public Mapping begin() {
    PromptNumbers prompts = new PromptNumbers();
    return (raw, out) -> map(raw, out, prompts);
  }

  private Rows map(RawRows raw, Columns out, PromptNumbers numbers) {
    int rows = raw.batch().rows();
    Map<String, String> answers = answers(raw);
    long[] exampleIds = new long[rows];
    long[] promptIds = new long[rows];
    List<String> prompts = new ArrayList<>(rows);
    Map<String, List<String>> texts = new LinkedHashMap<>();
    for (int row = 0; row < rows; row++) {
      Dialogue prompt = prompt(raw, row);
      Map<String, Dialogue> given = new LinkedHashMap<>();
      for (Map.Entry<String, String> answer : answers.entrySet()) {
        given.put(answer.getKey(), Dialogue.of(raw, answer.getValue(), row, id()));
      }
      int shared = isMessages(raw, "prompt") ? 0 : Dialogue.shared(given.values());
      if (shared > 0) {
        prompt = given.values().iterator().next().first(shared);
      }
      if (prompt.isEmpty()) {
        throw raw.refuse(
            row,
            answers.values().stream().findFirst().orElse("prompt"),
            "[]",
            "layout '%s' finds no prompt here: give one, or answers that begin with the same messages",
            id());
      }
      String text = prompt.asPrompt();
      exampleIds[row] = raw.firstRow() + row;
      promptIds[row] = numbers.numberOf(text);
      prompts.add(text);
      for (Map.Entry<String, Dialogue> answer : given.entrySet()) {
        texts
            .computeIfAbsent(answer.getKey(), ignored -> new ArrayList<>(rows))
            .add(answer.getValue().from(shared).asAnswer());
      }
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("example_id", out.integers(exampleIds));
    columns.put("prompt_id", out.integers(promptIds));
    columns.put("prompt", out.texts(prompts));
    texts.forEach((name, values) -> columns.put(name, out.texts(values)));
    for (String name : raw.batch().names()) {
      if (!READ.contains(name.replaceFirst("\\..*", ""))) {
        columns.put(name, raw.batch().column(name));
      }
    }
    return new Rows(out.batch(columns), raw);
  }

  /** The answers' names, and the columns that they stand in. */
  private static Map<String, String> answers(RawRows raw) {
    Map<String, String> answers = new LinkedHashMap<>();
    ANSWERS.stream().filter(name -> has(raw, name)).forEach(name -> answers.put(name, name));
    if (answers.isEmpty() && !isMessages(raw, "prompt")) {
      DIALOGUES.stream()
          .filter(name -> isMessages(raw, name))
          .findFirst()
          .ifPresent(name -> answers.put("completion", name));
    }
    return answers;
  }

  private Dialogue prompt(RawRows raw, int row) {
    if (isText(raw, "prompt")) {
      return Dialogue.ofUser(raw.text("prompt", row, id()));
    }
    return has(raw, "prompt") ? Dialogue.of(raw, "prompt", row, id()) : Dialogue.EMPTY;
  }

  private static boolean isText(RawRows raw, String name) {
    return raw.batch().has(name);
  }

  private static boolean isMessages(RawRows raw, String name) {
    return raw.batch().has(name + ".content") || raw.batch().has(name + ".value");
  }

  private static boolean has(RawRows raw, String name) {
    return isText(raw, name) || isMessages(raw, name);
  }
}
