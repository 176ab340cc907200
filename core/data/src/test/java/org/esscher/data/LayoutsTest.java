package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutsTest {
  @TempDir Path directory;

  private List<String> read(String name, String... lines) {
    Path file = BatchRows.file(directory, name, String.join("\n", lines));
    List<String> rows = BatchRows.read(file, ReadOptions.defaults());
    assertThat(BatchRows.read(file, ReadOptions.defaults().withBatchRows(1))).isEqualTo(rows);
    return rows;
  }

  private void refused(String problem, String name, String... lines) {
    Path file = BatchRows.file(directory, name, String.join("\n", lines));
    assertThatThrownBy(() -> BatchRows.read(file, ReadOptions.defaults()))
        .hasMessageContaining(name)
        .hasMessageContaining(problem);
  }

  @Test
  void areFoundByTheirColumns() {
    assertThat(Layouts.matching(Set.of("chosen", "rejected")).id()).isEqualTo("hh-rlhf");
    assertThat(Layouts.matching(Set.of("prompt", "chosen", "rejected")).id()).isEqualTo("plain");
    assertThat(Layouts.matching(Set.of("question", "answer")).id()).isEqualTo("gsm8k");
    assertThat(Layouts.matching(Set.of("question", "ground_truth", "m")).id())
        .isEqualTo("gsm8k-solutions");
    assertThat(
            Layouts.matching(Set.of("item_id", "position", "click", "propensity_score", "x")).id())
        .isEqualTo("open-bandit");
    assertThat(Layouts.matching(Set.of("reward")).id()).isEqualTo("plain");
  }

  @Test
  void hhRlhfCutsDialoguesWhereTheyPart() {
    // The second pair's answers share a beginning, which stays in both; the third repeats the first
    // prompt.
    assertThat(
            read(
                "hh.jsonl",
                "{\"chosen\":\"\\n\\nHuman: a\\n\\nAssistant: b\\n\\nHuman: c\\n\\nAssistant: yes\",\"rejected\":\"\\n\\nHuman: a\\n\\nAssistant: b\\n\\nHuman: c\\n\\nAssistant: no\"}",
                "{\"chosen\":\"\\n\\nHuman: a\\n\\nAssistant: same\",\"rejected\":\"\\n\\nHuman: a\\n\\nAssistant: same\\n\\nHuman: more\"}",
                "{\"chosen\":\"\\n\\nHuman: a\\n\\nAssistant: b\\n\\nHuman: c\\n\\nAssistant:\",\"rejected\":\"\\n\\nHuman: a\\n\\nAssistant: b\\n\\nHuman: c\\n\\nAssistant: d\"}"))
        .containsExactly(
            "example_id:integer prompt_id:integer prompt:text chosen:text rejected:text",
            "example_id=0 prompt_id=0 prompt=<\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant:> chosen=< yes> rejected=< no>",
            "example_id=1 prompt_id=1 prompt=<\n\nHuman: a\n\nAssistant:> chosen=< same> rejected=< same\n\nHuman: more>",
            "example_id=2 prompt_id=0 prompt=<\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant:> chosen=<> rejected=< d>");
  }

  @Test
  void hhRlhfRefusesPairsWithoutACommonPrompt() {
    refused(
        "line 2, column 'rejected'",
        "hh.jsonl",
        "{\"chosen\":\"\\n\\nHuman: a\\n\\nAssistant: b\",\"rejected\":\"\\n\\nHuman: a\\n\\nAssistant: c\"}",
        "{\"chosen\":\"\\n\\nHuman: a\\n\\nAssistant: b\",\"rejected\":\"\\n\\nHuman: x\\n\\nAssistant: c\"}");
    refused(
        "line 1, column 'chosen', value 'null'",
        "null.jsonl",
        "{\"chosen\":null,\"rejected\":\"\\n\\nHuman: a\\n\\nAssistant: c\"}");
  }

  @Test
  void gsm8kTakesTheFinalAnswerOut() {
    assertThat(
            read(
                "gsm.jsonl",
                "{\"question\":\"1+1?\",\"answer\":\"It is 2.\\n#### 2\"}",
                "{\"question\":\"Price?\",\"answer\":\"#### 1,234\"}",
                "{\"question\":\"1+1?\",\"answer\":\"#### 2\"}"))
        .containsExactly(
            "example_id:integer prompt_id:integer prompt:text completion:text answer:text",
            "example_id=0 prompt_id=0 prompt=<1+1?> completion=<It is 2.\n#### 2> answer=<2>",
            "example_id=1 prompt_id=1 prompt=<Price?> completion=<#### 1,234> answer=<1,234>",
            "example_id=2 prompt_id=0 prompt=<1+1?> completion=<#### 2> answer=<2>");
    refused("line 1, column 'answer'", "none.jsonl", "{\"question\":\"?\",\"answer\":\"two\"}");
    refused("no final answer", "bare.jsonl", "{\"question\":\"?\",\"answer\":\"####  \"}");
  }

  @Test
  void gsm8kSolutionsMakesARowOfEachSolution() {
    assertThat(
            read(
                "sol.jsonl",
                "{\"question\":\"1+1?\",\"ground_truth\":\"Well.\\nA: 2\",\"small\":{\"is_correct\":false,\"solution\":\"3\"},\"big\":{\"is_correct\":true,\"solution\":\"2\"}}",
                "{\"question\":\"2+2?\",\"ground_truth\":\"#### 4\",\"big\":{\"solution\":\"4\",\"is_correct\":true}}"))
        .containsExactly(
            "prompt_id:integer prompt:text completion:text sampled_by:text answer:text correct:boolean",
            "prompt_id=0 prompt=<1+1?> completion=<3> sampled_by=<small> answer=<2> correct=0",
            "prompt_id=0 prompt=<1+1?> completion=<2> sampled_by=<big> answer=<2> correct=1",
            "prompt_id=1 prompt=<2+2?> completion=<4> sampled_by=<big> answer=<4> correct=1");
  }

  @Test
  void gsm8kSolutionsRefusesHalfASolution() {
    refused(
        "line 2, column 'm.is_correct', value 'null'",
        "sol.jsonl",
        "{\"question\":\"?\",\"ground_truth\":\"A: 2\",\"m\":{\"is_correct\":false,\"solution\":\"3\"}}",
        "{\"question\":\"?\",\"ground_truth\":\"A: 2\",\"m\":{\"solution\":\"3\"}}");
    refused(
        "line 1, column 'question'",
        "none.jsonl",
        "{\"question\":\"?\",\"ground_truth\":\"A: 2\"}");
  }

  @Test
  void openBanditNamesColumnsAndGathersAffinities() {
    assertThat(
            read(
                "ob.csv",
                ",timestamp,item_id,position,click,propensity_score,user_feature_0,user-item_affinity_0,user-item_affinity_1",
                "0,2019-11-24 00:01:03+00:00,2,3,0,1,12345,0.0,1.5",
                "1,2019-11-24 00:01:04+00:00,0,1,1,0.25,abc,2,0"))
        .containsExactly(
            "example_id:integer timestamp:text action:integer position:integer reward:number propensity:number user_feature_0:text user_item_affinity:number[2]",
            "example_id=0 timestamp=<2019-11-24 00:01:03+00:00> action=2 position=3 reward=0.0 propensity=1.0 user_feature_0=<12345> user_item_affinity=[0.0, 1.5]",
            "example_id=1 timestamp=<2019-11-24 00:01:04+00:00> action=0 position=1 reward=1.0 propensity=0.25 user_feature_0=<abc> user_item_affinity=[2.0, 0.0]");
  }

  @Test
  void openBanditRefusesWhatIsOutOfRange() {
    String header = "item_id,position,click,propensity_score,user-item_affinity_0";
    refused("line 2, column 'propensity_score', value 0.0", "a.csv", header, "1,1,0,0,0");
    refused(
        "line 3, column 'propensity_score', value 1.2",
        "b.csv",
        header,
        "1,1,0,1,0",
        "1,1,0,1.2,0");
    refused("line 2, column 'item_id', value 'missing'", "c.csv", header, ",1,0,0.5,0");
    refused("line 2, column 'item_id', value '-1'", "d.csv", header, "-1,1,0,0.5,0");
    refused("line 2, column 'user-item_affinity_0'", "e.csv", header, "1,1,0,0.5,");
    refused(
        "'user-item_affinity_1' is not",
        "f.csv",
        header.replace("affinity_0", "affinity_0,user-item_affinity_2"),
        "1,1,0,0.5,0,0");
  }

  @Test
  void plainLeavesEverything() {
    Path file = BatchRows.file(directory, "p.jsonl", "{\"question\":\"a\",\"answer\":\"b\"}");
    assertThat(BatchRows.read(file, ReadOptions.defaults().withLayout("plain")))
        .containsExactly("question:text answer:text", "question=<a> answer=<b>");
  }
}
