package org.esscher.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.esscher.api.Column;

/**
 * Messages, one after the other.
 *
 * @param messages in order
 */
record Dialogue(List<Message> messages) {
  static final Dialogue EMPTY = new Dialogue(List.of());

  private static final String ASSISTANT = "assistant";
  private static final Map<String, String> SPEAKERS =
      Map.of("user", "Human", ASSISTANT, "Assistant", "system", "System");

  /** Roles as ShareGPT names them. */
  private static final Map<String, String> OTHER_NAMES = Map.of("human", "user", "gpt", ASSISTANT);

  /**
   * One message.
   *
   * @param role who speaks: {@code user, assistant, system}
   * @param content what is said
   */
  record Message(String role, String content) {
    String text() {
      return "\n\n" + SPEAKERS.get(role) + ": " + content;
    }
  }

  /** What a user says. */
  static Dialogue ofUser(String content) {
    return new Dialogue(List.of(new Message("user", content)));
  }

  /** The messages in a row of a column; a text is what the assistant says. */
  static Dialogue of(RawRows raw, String name, int row, String layout) {
    if (raw.batch().has(name)) {
      return new Dialogue(List.of(new Message(ASSISTANT, raw.text(name, row, layout))));
    }
    boolean shareGpt = raw.batch().has(name + ".value");
    String roleName = name + (shareGpt ? ".from" : ".role");
    String contentName = name + (shareGpt ? ".value" : ".content");
    Column roles = list(raw, roleName, row, layout);
    Column contents = list(raw, contentName, row, layout);
    List<Message> messages = new ArrayList<>();
    int count = contents.start(row + 1) - contents.start(row);
    if (count == 0 || roles.start(row + 1) - roles.start(row) != count) {
      throw raw.refuse(row, name, "[]", "a list of messages was expected; correct or drop the row");
    }
    for (int i = contents.start(row); i < contents.start(row + 1); i++) {
      String given = roles.text(roles.start(row) + i - contents.start(row));
      String role = OTHER_NAMES.getOrDefault(given, given);
      if (!SPEAKERS.containsKey(role)) {
        throw raw.refuse(
            row,
            roleName,
            given,
            "layout '%s' knows the roles user, assistant and system; rename it, or drop the row",
            layout);
      }
      if (contents.isMissing(i)) {
        throw raw.refuse(row, contentName, "null", "a message without content; drop the row");
      }
      messages.add(new Message(role, contents.text(i)));
    }
    return new Dialogue(messages);
  }

  private static Column list(RawRows raw, String name, int row, String layout) {
    Column column = raw.required(name, layout);
    if (!column.isText() || !column.ragged()) {
      throw raw.refuse(
          row,
          name,
          ColumnType.of(column).toString(),
          "layout '%s' needs a list of messages with texts here; correct the column",
          layout);
    }
    return column;
  }

  /**
   * With how many of the same messages some dialogues begin, of which each keeps one at least, and
   * the last of the beginning is not the assistant's.
   */
  static int shared(Collection<Dialogue> dialogues) {
    Dialogue first = dialogues.isEmpty() ? EMPTY : dialogues.iterator().next();
    int shared = 0;
    for (int count = 1; count < first.messages.size(); count++) {
      int tried = count;
      boolean all =
          dialogues.stream()
              .allMatch(
                  other ->
                      other.messages.size() > tried
                          && other.messages.get(tried - 1).equals(first.messages.get(tried - 1)));
      if (!all) {
        break;
      }
      if (!first.messages.get(count - 1).role().equals(ASSISTANT)) {
        shared = count;
      }
    }
    return shared;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  Dialogue first(int count) {
    return new Dialogue(messages.subList(0, count));
  }

  Dialogue from(int count) {
    return new Dialogue(messages.subList(count, messages.size()));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    messages.forEach(message -> text.append(message.text()));
    return text.toString();
  }

  /** Up to where the assistant is to answer. */
  String asPrompt() {
    return text() + "\n\nAssistant:";
  }

  /** What follows a prompt; who answers first is said there. */
  String asAnswer() {
    String text = text();
    String speaker = "\n\nAssistant:";
    return text.startsWith(speaker) ? text.substring(speaker.length()) : text;
  }
}
