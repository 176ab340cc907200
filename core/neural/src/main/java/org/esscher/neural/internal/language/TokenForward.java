package org.esscher.neural.internal.language;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.neural.internal.model.ParameterGradient;

/** Outputs of scored tokens as ragged lists, and the way back. */
final class TokenForward implements Forward {
  private final Scoring scoring;
  private final double[] cut;
  private final Columns columns;
  private final Map<String, Column> made = new HashMap<>();

  /**
   * A pass, which is handed over.
   *
   * @param scoring the pass
   * @param cut how many tokens each row lost
   * @param columns makes the outputs
   */
  TokenForward(Scoring scoring, double[] cut, Columns columns) {
    this.scoring = scoring;
    this.cut = cut;
    this.columns = columns;
  }

  @Override
  public Column output(String name) {
    return made.computeIfAbsent(name, this::make);
  }

  private Column make(String name) {
    if (name.equals(LanguagePolicy.CUT)) {
      return columns.numbers(cut);
    }
    double[] values = scoring.values(name);
    int width = scoring.widthOf(name);
    if (width == 1) {
      return columns.lists(scoring.starts(), values);
    }
    return columns.vectorLists(
        width, scoring.starts(), name.equals("class_logp") ? LanguagePolicy.open(values) : values);
  }

  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    if (!wantedInputs.isEmpty()) {
      throw EsscherException.user(
          "a language model reads texts, which have no derivatives; %s was asked for",
          wantedInputs);
    }
    Map<String, double[]> given = new HashMap<>();
    cotangents.forEach(
        (output, column) -> {
          if (!output.equals(LanguagePolicy.CUT)) {
            given.put(output, column.toArray());
          }
        });
    return new Pullback(new ParameterGradient(scoring.pullback(given)), Map.of());
  }

  @Override
  public void close() {
    scoring.close();
  }
}
