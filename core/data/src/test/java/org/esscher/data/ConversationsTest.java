package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets in the forms of Hugging Face's TRL. */
class ConversationsTest {
  @TempDir Path directory;

  private static String messages(String name) {
    return "optional group "
        + name
        + " (LIST) { repeated group list { optional group element { optional binary content (UTF8); optional binary role (UTF8); } } }";
  }

  /** Adds messages, role and content in turn. */
  private static void say(Group row, String name, String... said) {
    Group list = row.addGroup(name);
    for (int i = 0; i < said.length; i += 2) {
      Group message = list.addGroup("list").addGroup("element");
      message.append("role", said[i]);
      if (!said[i + 1].equals("null")) {
        message.append("content", said[i + 1]);
      }
    }
  }

  /** What is read from Parquet, which is what is read from JSON lines. */
  private List<String> read(ParquetFile made, Group... rows) {
    Path file = directory.resolve("rows.parquet");
    made.write(file, List.of(rows));
    List<String> read = BatchRows.read(file, ReadOptions.defaults());
    Path lines = BatchRows.file(directory, "rows.jsonl", lines(rows));
    assertThat(BatchRows.read(lines, ReadOptions.defaults())).isEqualTo(read);
    return read;
  }

  private static String lines(Group... rows) {
    StringBuilder lines = new StringBuilder();
    for (Group row : rows) {
      write(row, lines);
      lines.append('\n');
    }
    return lines.toString();
  }

  /** A row or a message in JSON; what is missing is left out. */
  private static void write(Group group, StringBuilder out) {
    String separator = "{";
    for (Type field : group.getType().getFields()) {
      String name = field.getName();
      if (group.getFieldRepetitionCount(name) == 0) {
        continue;
      }
      out.append(separator).append('"').append(name).append("\":");
      separator = ",";
      if (!field.isPrimitive()) {
        writeMessages(group.getGroup(name, 0), out);
      } else if (field.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY) {
        out.append('"').append(group.getString(name, 0)).append('"');
      } else {
        out.append(group.getDouble(name, 0));
      }
    }
    out.append('}');
  }

  private static void writeMessages(Group list, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
      out.append(i == 0 ? "" : ",");
      write(list.getGroup("list", i).getGroup("element", 0), out);
    }
    out.append(']');
  }

  @Test
  void areFoundByTheirObjects() {
    assertThat(Layouts.matching(Set.of("chosen", "rejected"), Set.of("chosen", "rejected")).id())
        .isEqualTo("conversations");
    assertThat(Layouts.matching(Set.of("prompt", "x"), Set.of("prompt")).id())
        .isEqualTo("conversations");
    assertThat(Layouts.matching(Set.of("chosen", "rejected"), Set.of()).id()).isEqualTo("hh-rlhf");
    assertThat(Layouts.matching(Set.of("prompt", "x"), Set.of("x")).id()).isEqualTo("plain");
  }

  @Test
  void textsKeepTheirNames() {
    ParquetFile made =
        ParquetFile.of(
            "required binary prompt (UTF8);",
            "required binary chosen (UTF8);",
            "required binary rejected (UTF8);");
    Group row = made.row();
    row.add("prompt", "p");
    row.add("chosen", "c");
    row.add("rejected", "r");
    assertThat(read(made, row))
        .containsExactly(
            "prompt:text chosen:text rejected:text", "prompt=<p> chosen=<c> rejected=<r>");
  }

  @Test
  void promptAndAnswersAsMessages() {
    ParquetFile made =
        ParquetFile.of(
            messages("prompt"), messages("chosen"), messages("rejected"), "required double score;");
    Group row = made.row();
    say(row, "prompt", "system", "Be brief.", "user", "Hi");
    say(row, "chosen", "assistant", "Hello");
    say(row, "rejected", "assistant", "What?", "user", "Hi!", "assistant", "Oh");
    row.add("score", 0.5);
    assertThat(read(made, row))
        .containsExactly(
            "example_id:integer prompt_id:integer prompt:text chosen:text rejected:text score:number",
            "example_id=0 prompt_id=0 prompt=<\n\nSystem: Be brief.\n\nHuman: Hi\n\nAssistant:>"
                + " chosen=< Hello> rejected=< What?\n\nHuman: Hi!\n\nAssistant: Oh> score=0.5");
  }

  @Test
  void answersThatRepeatThePrompt() {
    // As UltraFeedback, binarized, has them: the prompt in plain text, and at the answers'
    // beginning.
    ParquetFile made =
        ParquetFile.of("required binary prompt (UTF8);", messages("chosen"), messages("rejected"));
    Group row = made.row();
    row.add("prompt", "Hi");
    say(row, "chosen", "user", "Hi", "assistant", "Hello");
    say(row, "rejected", "user", "Hi", "assistant", "What?");
    Group without = made.row();
    without.add("prompt", "Bye");
    say(without, "chosen", "assistant", "See you");
    say(without, "rejected", "assistant", "No");
    Group again = made.row();
    again.add("prompt", "Hi");
    say(again, "chosen", "user", "Hi", "assistant", "A");
    say(again, "rejected", "user", "Hi", "assistant", "A");
    assertThat(read(made, row, without, again))
        .endsWith(
            "example_id=0 prompt_id=0 prompt=<\n\nHuman: Hi\n\nAssistant:> chosen=< Hello> rejected=< What?>",
            "example_id=1 prompt_id=1 prompt=<\n\nHuman: Bye\n\nAssistant:> chosen=< See you> rejected=< No>",
            "example_id=2 prompt_id=0 prompt=<\n\nHuman: Hi\n\nAssistant:> chosen=< A> rejected=< A>");
  }

  @Test
  void answersWithoutAPrompt() {
    ParquetFile made = ParquetFile.of(messages("chosen"), messages("rejected"));
    Group row = made.row();
    String[] shared = {"user", "a", "assistant", "b", "user", "c", "assistant"};
    List<String> chosen = new ArrayList<>(List.of(shared));
    chosen.add("yes");
    List<String> rejected = new ArrayList<>(List.of(shared));
    rejected.add("no");
    say(row, "chosen", chosen.toArray(String[]::new));
    say(row, "rejected", rejected.toArray(String[]::new));
    assertThat(read(made, row))
        .endsWith(
            "example_id=0 prompt_id=0 prompt=<\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant:>"
                + " chosen=< yes> rejected=< no>");
  }

  @Test
  void promptsAlone() {
    ParquetFile made = ParquetFile.of(messages("prompt"), "optional binary answer (UTF8);");
    Group row = made.row();
    say(row, "prompt", "user", "1+1?");
    row.add("answer", "2");
    assertThat(read(made, row))
        .containsExactly(
            "example_id:integer prompt_id:integer prompt:text answer:text",
            "example_id=0 prompt_id=0 prompt=<\n\nHuman: 1+1?\n\nAssistant:> answer=<2>");
  }

  @Test
  void refusesWhatIsNoConversation() {
    ParquetFile made = ParquetFile.of(messages("chosen"), messages("rejected"));
    Group role = made.row();
    say(role, "chosen", "user", "a", "tool", "b");
    say(role, "rejected", "user", "a", "assistant", "b");
    refused(made, role, "column 'chosen.role', value 'tool'");
    Group content = made.row();
    say(content, "chosen", "user", "a", "assistant", "null");
    say(content, "rejected", "user", "a", "assistant", "b");
    refused(made, content, "column 'chosen.content', value 'null'");
    Group empty = made.row();
    say(empty, "rejected", "user", "a", "assistant", "b");
    // In JSON lines nobody says that there is such a column.
    refusedInParquet(made, empty, "column 'chosen', value '[]': a list of messages");
    Group apart = made.row();
    say(apart, "chosen", "user", "a", "assistant", "b");
    say(apart, "rejected", "user", "x", "assistant", "b");
    refused(made, apart, "finds no prompt here");
  }

  private void refused(ParquetFile made, Group row, String message) {
    refusedInParquet(made, row, message);
    Path lines = BatchRows.file(directory, message.length() + ".jsonl", lines(row));
    assertThatThrownBy(() -> BatchRows.read(lines, ReadOptions.defaults()))
        .hasMessageContaining(".jsonl, line 1")
        .hasMessageContaining(message);
  }

  private void refusedInParquet(ParquetFile made, Group row, String message) {
    Path file = directory.resolve(message.length() + ".parquet");
    made.write(file, List.of(row));
    assertThatThrownBy(() -> BatchRows.read(file, ReadOptions.defaults()))
        .hasMessageContaining("row 0 (from 0)")
        .hasMessageContaining(message);
  }

  /** UltraFeedback, binarized, repeats the chosen answer in {@code messages}. */
  @Test
  void aWholeDialogueIsOfNoUseBesideAnswers() {
    ParquetFile made =
        ParquetFile.of(
            "required binary prompt (UTF8);",
            messages("chosen"),
            messages("rejected"),
            messages("messages"),
            "required double score_chosen;");
    Group row = made.row();
    row.add("prompt", "Hi");
    say(row, "chosen", "user", "Hi", "assistant", "Hello");
    say(row, "rejected", "user", "Hi", "assistant", "What?");
    say(row, "messages", "user", "Hi", "assistant", "Hello");
    row.add("score_chosen", 8.5);
    assertThat(read(made, row))
        .containsExactly(
            "example_id:integer prompt_id:integer prompt:text chosen:text rejected:text score_chosen:number",
            "example_id=0 prompt_id=0 prompt=<\n\nHuman: Hi\n\nAssistant:>"
                + " chosen=< Hello> rejected=< What?> score_chosen=8.5");
  }

  @Test
  void aWholeDialogueIsAPromptAndItsCompletion() {
    ParquetFile made = ParquetFile.of(messages("messages"));
    Group row = made.row();
    say(
        row,
        "messages",
        "system",
        "s",
        "user",
        "a",
        "assistant",
        "b",
        "user",
        "c",
        "assistant",
        "d");
    assertThat(read(made, row))
        .containsExactly(
            "example_id:integer prompt_id:integer prompt:text completion:text",
            "example_id=0 prompt_id=0 prompt=<\n\nSystem: s\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant:>"
                + " completion=< d>");
  }

  @Test
  void aDialogueInTheFormOfShareGpt() {
    Path file =
        BatchRows.file(
            directory,
            "share.jsonl",
            "{\"id\":\"x\",\"conversations\":[{\"from\":\"human\",\"value\":\"Hi\"},"
                + "{\"from\":\"gpt\",\"value\":\"Hello\"}]}");
    assertThat(BatchRows.read(file, ReadOptions.defaults()))
        .containsExactly(
            "example_id:integer prompt_id:integer prompt:text completion:text id:text",
            "example_id=0 prompt_id=0 prompt=<\n\nHuman: Hi\n\nAssistant:> completion=< Hello> id=<x>");
  }

  /** A field that comes late is missing before, a list or an object that comes late was empty. */
  @Test
  void messagesOfDifferentFieldsStandInOneColumn() {
    Path file =
        BatchRows.file(
            directory,
            "late.jsonl",
            """
            {"prompt":null,"score":1}
            {"prompt":[{"content":"a","role":"user"},{"role":"system","name":"n","content":"b"}],"score":2}
            """);
    assertThatThrownBy(() -> BatchRows.read(file, ReadOptions.defaults()))
        .hasMessageContaining("line 1, column 'prompt', value '[]'");
    Path second =
        BatchRows.file(
            directory,
            "second.jsonl",
            """
            {"prompt":[{"content":"a","role":"user"}]}
            {"prompt":[{"role":"user","name":"n","content":"b"}]}
            """);
    assertThat(BatchRows.read(second, ReadOptions.defaults()))
        .endsWith(
            "example_id=0 prompt_id=0 prompt=<\n\nHuman: a\n\nAssistant:>",
            "example_id=1 prompt_id=1 prompt=<\n\nHuman: b\n\nAssistant:>");
  }

  @Test
  void refusesListsOfBoth() {
    refusedLine("{\"prompt\":[{\"role\":\"user\"},1]}", "value 'a value': an object was expected");
    refusedLine("{\"turns\":[1,{\"role\":\"user\"}]}", "value 'an object': a value was expected");
    refusedLine(
        "{\"prompt\":[{\"role\":\"user\",\"role\":\"user\"}]}", "'prompt.role' is given twice");
    refusedLine(
        "{\"prompt\":[{\"role\":\"user\",\"content\":\"a\"}]}\n{\"prompt\":\"a\"}",
        "line 2, column 'prompt', value 'a value': an object was expected");
  }

  private void refusedLine(String line, String message) {
    Path file = BatchRows.file(directory, "both.jsonl", line);
    assertThatThrownBy(() -> BatchRows.read(file, ReadOptions.defaults()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesObjectsThatAreNoMessages() {
    Path file = BatchRows.file(directory, "o.jsonl", "{\"prompt\":{\"a\":1},\"chosen\":\"x\"}");
    assertThatThrownBy(() -> BatchRows.read(file, ReadOptions.defaults()))
        .hasMessageContaining("o.jsonl")
        .hasMessageContaining("prompt");
  }
}
