package org.esscher.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Columns;

/**
 * GSM8K: {@code question} becomes {@code prompt}, the worked {@code answer} becomes {@code
 * completion}, and what stands behind {@code "####"} becomes {@code answer}, the text that a
 * verifier compares with.
 */
final class Gsm8kLayout implements Layout {
  @Override
  public String id() {
    return "gsm8k";
  }

  @Override
  public boolean matches(Set<String> columns) {
    return columns.equals(Set.of("question", "answer"));
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
    List<String> completions = new ArrayList<>(rows);
    List<String> answers = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      String question = raw.text("question", row, id());
      String worked = raw.text("answer", row, id());
      exampleIds[row] = raw.firstRow() + row;
      promptIds[row] = numbers.numberOf(question);
      prompts.add(question);
      completions.add(worked);
      answers.add(FinalAnswer.required(raw, row, "answer", worked));
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("example_id", out.integers(exampleIds));
    columns.put("prompt_id", out.integers(promptIds));
    columns.put("prompt", out.texts(prompts));
    columns.put("completion", out.texts(completions));
    columns.put("answer", out.texts(answers));
    return new Rows(out.batch(columns), raw);
  }
}
