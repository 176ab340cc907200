package org.esscher.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Vocabulary.Range;
import org.jspecify.annotations.Nullable;

/**
 * The Open Bandit Dataset: {@code item_id} becomes {@code action}, {@code click} becomes {@code
 * reward}, {@code propensity_score} becomes {@code propensity}, and the columns {@code
 * user-item_affinity_0, 1, …} become one vector. Source: Saito et al., Open Bandit Dataset and
 * Pipeline, 2020.
 */
final class OpenBanditLayout implements Layout {
  private static final String AFFINITY = "user-item_affinity_";
  private static final String FEATURE = "user_feature_";
  private static final Map<String, String> RENAMED =
      Map.of("item_id", "action", "click", "reward", "propensity_score", "propensity");
  private static final Validation PROPENSITY =
      Validation.none().with("propensity_score", Range.POSITIVE_PROBABILITY);

  @Override
  public String id() {
    return "open-bandit";
  }

  @Override
  public boolean matches(Set<String> columns) {
    return columns.containsAll(Set.of("item_id", "position", "click", "propensity_score"));
  }

  @Override
  public @Nullable ValueKind kind(String column) {
    if (column.equals("item_id") || column.equals("position")) {
      return ValueKind.INTEGER;
    } else if (column.startsWith(FEATURE) || column.equals("timestamp")) {
      return ValueKind.TEXT;
    } else if (column.startsWith(AFFINITY)
        || column.equals("click")
        || column.equals("propensity_score")) {
      return ValueKind.NUMBER;
    }
    return null;
  }

  @Override
  public boolean mapsRowByRow() {
    return true;
  }

  @Override
  public Mapping begin() {
    return this::map;
  }

  private Rows map(RawRows raw, Columns out) {
    for (String name : Set.of("item_id", "position", "click", "propensity_score")) {
      Column column = raw.required(name, id());
      if (column.isText() || column.ragged() || column.width() > 1) {
        throw raw.refuse(
            0,
            name,
            ColumnType.of(column).toString(),
            "layout '%s' needs a number per row here; correct the column",
            id());
      }
    }
    // Under the file's own name of the column, so that the message names what is in the file.
    PROPENSITY.check(raw.batch(), raw);
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("example_id", out.integers(exampleIds(raw)));
    for (String name : raw.batch().names()) {
      if (!name.startsWith(AFFINITY)) {
        columns.put(RENAMED.getOrDefault(name, name), column(raw, out, name));
      }
    }
    Column affinities = affinities(raw, out);
    if (affinities != null) {
      columns.put("user_item_affinity", affinities);
    }
    return new Rows(out.batch(columns), raw);
  }

  private static long[] exampleIds(RawRows raw) {
    long[] ids = new long[raw.batch().rows()];
    Arrays.setAll(ids, row -> raw.firstRow() + row);
    return ids;
  }

  /**
   * A column as it is, but actions and positions as int64, clicks and propensities as float64,
   * whatever the file has.
   */
  private Column column(RawRows raw, Columns out, String name) {
    Column column = raw.batch().column(name);
    if (name.equals("click") || name.equals("propensity_score")) {
      return out.numbers(column.toArray());
    } else if (name.equals("item_id") || name.equals("position")) {
      double[] values = column.toArray();
      long[] whole = new long[values.length];
      for (int row = 0; row < whole.length; row++) {
        whole[row] = (long) values[row];
        if (whole[row] != values[row] || values[row] < 0) {
          throw raw.refuse(
              row,
              name,
              column.isMissing(row) ? "missing" : column.text(row),
              "a whole number of at least 0 was expected; correct or drop the row");
        }
      }
      return out.integers(whole);
    }
    return column;
  }

  private @Nullable Column affinities(RawRows raw, Columns out) {
    int width = 0;
    while (raw.batch().has(AFFINITY + width)) {
      width++;
    }
    for (String name : raw.batch().names()) {
      if (name.startsWith(AFFINITY) && !isBelow(name.substring(AFFINITY.length()), width)) {
        throw EsscherException.data(
            "%s: column '%s' is there, but '%s%d' is not; the affinities need to be numbered from 0"
                + " without a gap",
            raw.where(0), name, AFFINITY, width);
      }
    }
    if (width == 0) {
      return null;
    }
    int rows = raw.batch().rows();
    double[] values = new double[Math.multiplyExact(rows, width)];
    for (int item = 0; item < width; item++) {
      double[] column = raw.batch().column(AFFINITY + item).toArray();
      for (int row = 0; row < rows; row++) {
        if (!Double.isFinite(column[row])) {
          throw raw.refuse(
              row,
              AFFINITY + item,
              Double.toString(column[row]),
              "a finite number was expected; correct or drop the row");
        }
        values[row * width + item] = column[row];
      }
    }
    return out.vectors(width, values);
  }

  private static boolean isBelow(String number, int width) {
    try {
      return Integer.parseInt(number) < width;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
