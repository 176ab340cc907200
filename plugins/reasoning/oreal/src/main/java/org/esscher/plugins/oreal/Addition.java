package org.esscher.plugins.oreal;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Generator;

/**
 * Questions whose answers can be verified: all sums of two numbers below a limit, as {@code
 * prompt_id}, {@code prompt} ("7+15="), {@code completion} and {@code answer} ("22").
 *
 * @param limit bound of the addends: they are from 0 to one less
 */
@Component(value = "addition", summary = "sums of two numbers, with their answers")
public record Addition(@Default("20") @Min(2) @Max(1000) int limit) implements Generator {
  @Override
  public Batch generate(Context context) {
    List<String> prompts = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (int left = 0; left < limit; left++) {
      for (int right = 0; right < limit; right++) {
        prompts.add(left + "+" + right + "=");
        answers.add(Integer.toString(left + right));
      }
    }
    Columns made = context.columns();
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("prompt_id", made.integers(LongStream.range(0, prompts.size()).toArray()));
    columns.put("prompt", made.texts(prompts));
    columns.put("completion", made.texts(answers));
    columns.put("answer", made.texts(answers));
    return made.batch(columns);
  }
}
