package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.example.data.Group;
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

  private List<String> read(ParquetFile made, Group... rows) {
    Path file = directory.resolve("rows.parquet");
    made.write(file, List.of(rows));
    return BatchRows.read(file, ReadOptions.defaults());
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
    // As UltraFeedback, binarised, has them: the prompt in plain text, and at the answers'
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
    refused(made, empty, "column 'chosen', value '[]': a list of messages");
    Group apart = made.row();
    say(apart, "chosen", "user", "a", "assistant", "b");
    say(apart, "rejected", "user", "x", "assistant", "b");
    refused(made, apart, "finds no prompt here");
  }

  private void refused(ParquetFile made, Group row, String message) {
    Path file = directory.resolve(message.length() + ".parquet");
    made.write(file, List.of(row));
    assertThatThrownBy(() -> BatchRows.read(file, ReadOptions.defaults()))
        .hasMessageContaining("row 0 (from 0)")
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
