package org.esscher.plugins.serl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * Mixes demonstrations into batches of a replay memory: of n rows the last {@code demoFraction · n}
 * give way to rows of the log that it was fitted on, drawn uniformly and with replacement. The
 * result has the columns of numbers that both have, and {@code source}, which is {@code replay} or
 * {@code demo}.
 *
 * @param demoFraction share of demonstrations in every batch, within [0, 1]; it must give a whole
 *     number of rows
 */
@Component(
    value = "demo-mix",
    summary = "batches with a fixed share of demonstrations",
    paper = "Luo et al. 2024, arXiv 2401.16013; symmetric sampling of Ball et al. 2023")
public record DemoMix(@Default("0.5") @PositiveOrZero @DecimalMax("1") double demoFraction)
    implements Transform {
  private static final String VALUES = "values";
  private static final String WIDTHS = "widths";

  @Override
  public State fit(Batch log, Context context) {
    State fitted = State.empty().with("rows", log.rows());
    for (String name : log.names()) {
      Column column = log.column(name);
      if (!column.isText() && !column.ragged()) {
        fitted =
            fitted
                .with(VALUES + "/" + name, column.toArray())
                .with(WIDTHS + "/" + name, column.width());
      }
    }
    return fitted;
  }

  /** How many rows of a batch are demonstrations. */
  int demonstrations(int rows) {
    double wanted = demoFraction * rows;
    if (Math.abs(wanted - Math.rint(wanted)) > 1e-9) {
      throw EsscherException.user(
          "a share of %s of a batch of %d rows are %s demonstrations; choose a batch that gives a"
              + " whole number",
          demoFraction, rows, wanted);
    }
    return (int) Math.rint(wanted);
  }

  @Override
  public Batch apply(Batch batch, State fitted, Context context) {
    int demonstrations = demonstrations(batch.rows());
    int logged = (int) fitted.get("rows")[0];
    if (demonstrations > 0 && logged == 0) {
      throw EsscherException.user(
          "%d demonstrations were needed and the log has none; give a log, or set demoFraction to"
              + " 0",
          demonstrations);
    }
    RandomGenerator random = context.random();
    int kept = batch.rows() - demonstrations;
    int[] drawn = IntStream.range(0, demonstrations).map(i -> random.nextInt(logged)).toArray();
    Columns columns = context.columns();
    Map<String, Column> mixed = new LinkedHashMap<>();
    for (String name : batch.names()) {
      Column own = batch.column(name);
      boolean both = fitted.has(VALUES + "/" + name) || demonstrations == 0;
      if (both && !own.isText() && !own.ragged()) {
        mixed.put(name, mixed(name, own, kept, drawn, fitted, columns));
      }
    }
    List<String> sources =
        Stream.concat(
                Collections.nCopies(kept, "replay").stream(),
                Collections.nCopies(demonstrations, "demo").stream())
            .collect(Collectors.toList());
    mixed.put("source", columns.texts(sources));
    return columns.batch(mixed);
  }

  private static Column mixed(
      String name, Column own, int kept, int[] drawn, State fitted, Columns columns) {
    int width = own.width();
    double[] values = Arrays.copyOf(own.toArray(), own.rows() * width);
    if (drawn.length > 0) {
      double logged = fitted.get(WIDTHS + "/" + name)[0];
      if (logged != width) {
        throw EsscherException.data(
            "%s has %d numbers per row in the replay memory and %s in the demonstrations; both must"
                + " come from one environment",
            name, width, (int) logged);
      }
      double[] demonstrated = fitted.get(VALUES + "/" + name);
      for (int i = 0; i < drawn.length; i++) {
        System.arraycopy(demonstrated, drawn[i] * width, values, (kept + i) * width, width);
      }
    }
    return width == 1 ? columns.numbers(values) : columns.vectors(width, values);
  }
}
