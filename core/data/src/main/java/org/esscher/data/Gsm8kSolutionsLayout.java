package org.esscher.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.jspecify.annotations.Nullable;

/**
 * GSM8K's model solutions: every line holds {@code question}, {@code ground_truth} and, under each
 * model's name, an object with {@code solution} and {@code is_correct}. Every solution becomes a
 * row; a line's rows share {@code prompt_id}.
 */
final class Gsm8kSolutionsLayout implements Layout {
  private static final String SOLUTION = ".solution";
  private static final String CORRECT = ".is_correct";

  @Override
  public String id() {
    return "gsm8k-solutions";
  }

  @Override
  public boolean matches(Set<String> columns) {
    return columns.contains("question") && columns.contains("ground_truth");
  }

  @Override
  public boolean flattens() {
    return true;
  }

  @Override
  public @Nullable ValueKind kind(String column) {
    return column.endsWith(CORRECT) ? ValueKind.BOOLEAN : ValueKind.TEXT;
  }

  @Override
  public Mapping begin() {
    PromptNumbers prompts = new PromptNumbers();
    return (raw, out) -> map(raw, out, prompts);
  }

  private Rows map(RawRows raw, Columns out, PromptNumbers numbers) {
    List<String> models = models(raw);
    Solutions solutions = new Solutions();
    for (int row = 0; row < raw.batch().rows(); row++) {
      String question = raw.text("question", row, id());
      String answer =
          FinalAnswer.required(raw, row, "ground_truth", raw.text("ground_truth", row, id()));
      long prompt = numbers.numberOf(question);
      int before = solutions.lines.size();
      for (String model : models) {
        Column correct = raw.required(model + CORRECT, id());
        boolean judged = !correct.isMissing(row);
        boolean solved = !raw.batch().column(model + SOLUTION).isMissing(row);
        if (judged != solved) {
          throw raw.refuse(
              row,
              model + (judged ? SOLUTION : CORRECT),
              "null",
              "layout '%s' needs both solution and is_correct of a model; correct the row",
              id());
        }
        if (solved) {
          String solution = raw.text(model + SOLUTION, row, id());
          solutions.add(row, prompt, question, solution, model, answer, correct.at(row) == 1);
        }
      }
      if (solutions.lines.size() == before) {
        throw raw.refuse(
            row, "question", question, "the row has no model's solution; drop the row");
      }
    }
    return solutions.rows(raw, out);
  }

  private List<String> models(RawRows raw) {
    List<String> models =
        raw.batch().names().stream()
            .filter(name -> name.endsWith(SOLUTION))
            .map(name -> name.substring(0, name.length() - SOLUTION.length()))
            .toList();
    if (models.isEmpty()) {
      throw raw.refuse(
          0,
          "question",
          raw.text("question", 0, id()),
          "layout '%s' needs objects with solution and is_correct under the models' names; choose"
              + " another layout",
          id());
    }
    return models;
  }

  /** The rows of a batch as they are gathered. */
  private static final class Solutions {
    final List<Integer> lines = new ArrayList<>();
    private final List<Long> promptIds = new ArrayList<>();
    private final List<String> prompts = new ArrayList<>();
    private final List<String> completions = new ArrayList<>();
    private final List<String> models = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final List<Boolean> correct = new ArrayList<>();

    void add(
        int line,
        long promptId,
        String prompt,
        String completion,
        String model,
        String answer,
        boolean isCorrect) {
      lines.add(line);
      promptIds.add(promptId);
      prompts.add(prompt);
      completions.add(completion);
      models.add(model);
      answers.add(answer);
      correct.add(isCorrect);
    }

    Rows rows(RawRows raw, Columns out) {
      boolean[] judgements = new boolean[correct.size()];
      IntStream.range(0, judgements.length).forEach(i -> judgements[i] = correct.get(i));
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("prompt_id", out.integers(promptIds.stream().mapToLong(id -> id).toArray()));
      columns.put("prompt", out.texts(prompts));
      columns.put("completion", out.texts(completions));
      columns.put("sampled_by", out.texts(models));
      columns.put("answer", out.texts(answers));
      columns.put("correct", out.booleans(judgements));
      int[] origins = lines.stream().mapToInt(line -> line).toArray();
      return new Rows(out.batch(columns), row -> raw.where(origins[row]));
    }
  }
}
