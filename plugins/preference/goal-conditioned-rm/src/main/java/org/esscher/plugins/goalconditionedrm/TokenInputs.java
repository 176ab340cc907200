package org.esscher.plugins.goalconditionedrm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** Inputs of tokens: each a numbered indicator, or a vector. */
final class TokenInputs {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}']+|[^\\s\\p{L}\\p{N}']");

  private final int[] starts;
  private final int[] indicators;
  private final double[] vectors;
  private final int width;

  /** Of tokens that start at some places, for states of a width; one of the two arrays is empty. */
  private TokenInputs(int[] starts, int[] indicators, double[] vectors, int width) {
    this.starts = starts;
    this.indicators = indicators;
    this.vectors = vectors;
    this.width = width;
  }

  static TokenInputs of(Batch batch, TokenEncoder config) {
    return config.features().isEmpty()
        ? words(batch.column("completion"), config)
        : vectors(batch.column(config.features()), config);
  }

  private static TokenInputs words(Column texts, TokenEncoder config) {
    int[] starts = new int[texts.rows() + 1];
    List<Integer> found = new ArrayList<>();
    for (int row = 0; row < texts.rows(); row++) {
      if (!texts.isText() || texts.ragged() || texts.isMissing(row)) {
        throw EsscherException.data(
            "row %d, column 'completion': a text is needed, got %s",
            row, texts.isMissing(row) ? "nothing" : "no text");
      }
      Matcher word = WORD.matcher(texts.text(row).toLowerCase(Locale.ROOT));
      while (word.find()) {
        found.add(Math.floorMod(word.group().hashCode(), config.buckets()));
      }
      starts[row + 1] = found.size();
    }
    int[] indicators = found.stream().mapToInt(Integer::intValue).toArray();
    return new TokenInputs(starts, indicators, new double[0], config.width());
  }

  private static TokenInputs vectors(Column column, TokenEncoder config) {
    if (column.isText() || column.width() != config.inputWidth()) {
      throw EsscherException.data(
          "column '%s': lists of vectors of %d numbers are needed, got %s of width %d",
          config.features(),
          config.inputWidth(),
          column.isText() ? "text" : "numbers",
          column.width());
    }
    int[] starts = new int[column.rows() + 1];
    for (int row = 0; row < starts.length; row++) {
      starts[row] = column.start(row);
    }
    return new TokenInputs(starts, new int[0], column.toArray(), config.width());
  }

  /** Where each row's tokens start, and their number. */
  int[] starts() {
    return starts;
  }

  int rows() {
    return starts.length - 1;
  }

  int tokens() {
    return starts[rows()];
  }

  int start(int row) {
    return starts[row];
  }

  private int inputs() {
    return vectors.length / Math.max(1, tokens());
  }

  /** Adds W·x of a token to a sum. */
  void addProduct(int token, double[] weights, double[] sum) {
    if (indicators.length > 0) {
      for (int c = 0; c < width; c++) {
        sum[c] += weights[indicators[token] * width + c];
      }
      return;
    }
    int inputs = inputs();
    for (int k = 0; k < inputs; k++) {
      double x = vectors[token * inputs + k];
      for (int c = 0; c < width; c++) {
        sum[c] += x * weights[k * width + c];
      }
    }
  }

  /** Adds the derivative of cotangent · W·x in W. */
  void addOuter(int token, double[] cotangent, double[] gradient) {
    if (indicators.length > 0) {
      for (int c = 0; c < width; c++) {
        gradient[indicators[token] * width + c] += cotangent[c];
      }
      return;
    }
    int inputs = inputs();
    for (int k = 0; k < inputs; k++) {
      double x = vectors[token * inputs + k];
      for (int c = 0; c < width; c++) {
        gradient[k * width + c] += x * cotangent[c];
      }
    }
  }
}
