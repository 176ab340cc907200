package org.esscher.plugins.constrainedrlhf;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Forward;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Model;
import org.esscher.api.RewardModel;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * Where rewards stop being good proxies: fits a surface of the evaluation over the rewards that
 * policies had when they were evaluated, and takes its highest point within their box as the
 * thresholds θ.
 *
 * <p>Reads the slot {@code evaluations}, a row an evaluated policy: {@code rewards}, the vector of
 * its mean rewards, and {@code score}, the evaluation. The scores are smoothed by a Gaussian kernel
 * first. The fit holds {@code proxy_point}, {@code proxy_score} (the surface there) and {@code
 * residual_std} (of the scores to the surface, ddof 0); the model that it loads scores {@code
 * rewards}.
 *
 * @param degree the surface's total degree; the paper's 10 needs many evaluations
 * @param bandwidth standard deviation of the kernel, in widths of the box; 0 for no smoothing
 */
@Component(
    value = "proxy-point-fit",
    summary = "proxy points: the rewards at which a fitted evaluation is best",
    paper = "Moskovitz et al. 2023, arXiv 2310.04373, section 3")
public record ProxyPointFit(
    @Default("2") @Min(1) @Max(12) int degree, @Default("0.05") @PositiveOrZero double bandwidth)
    implements Learner {
  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot evaluations = in.slot("evaluations");
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put("rewards", evaluations.column("rewards", Level.ROW));
    reads.put("score", evaluations.column("score", Level.ROW));
    return reads;
  }

  @Override
  public State fit(Data data, State previous, Context context) {
    List<double[]> points = rows(data.get("rewards"));
    double[] scores = finite(data.get("score"), "score");
    int terms = PolynomialSurface.terms(points.get(0).length, degree).size();
    if (points.size() < terms) {
      throw EsscherException.data(
          "proxy-point-fit: a surface of degree %d over %d rewards has %d terms, and there are %d"
              + " evaluations; lower degree, or evaluate more often",
          degree, points.get(0).length, terms, points.size());
    }
    requireSpread(points);
    PolynomialSurface surface =
        PolynomialSurface.fit(points, new Smoothing(points, bandwidth).of(scores), degree);
    double[] proxy = surface.highest(points);
    double squares = 0;
    for (int row = 0; row < scores.length; row++) {
      double residual = scores[row] - surface.at(points.get(row));
      squares += residual * residual;
    }
    return State.empty()
        .with("degree", degree)
        .with("lower", surface.lower())
        .with("upper", surface.upper())
        .with("coefficients", surface.coefficients())
        .with("proxy_point", proxy)
        .with("proxy_score", surface.at(proxy))
        .with("residual_std", Math.sqrt(squares / scores.length));
  }

  private static List<double[]> rows(Column rewards) {
    double[] all = finite(rewards, "rewards");
    int width = rewards.width();
    List<double[]> rows = new ArrayList<>();
    for (int row = 0; row < rewards.rows(); row++) {
      rows.add(Arrays.copyOfRange(all, row * width, (row + 1) * width));
    }
    return rows;
  }

  private static double[] finite(Column column, String name) {
    double[] values = column.toArray();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw EsscherException.data(
            "row %d, column '%s': a finite number is needed, got %s",
            i / column.width(), name, values[i]);
      }
    }
    return values;
  }

  private static void requireSpread(List<double[]> points) {
    for (int i = 0; i < points.get(0).length; i++) {
      int reward = i;
      if (points.stream().mapToDouble(point -> point[reward]).distinct().count() < 2) {
        throw EsscherException.data(
            "proxy-point-fit: reward %d is %s in all %d evaluations, so nothing is known of other"
                + " values; drop it, or train on it for some time",
            i, points.get(0)[i], points.size());
      }
    }
  }

  @Override
  public Model load(State fitted, Context context) {
    return new Surface(
        fitted,
        new PolynomialSurface(
            fitted.get("lower"),
            fitted.get("upper"),
            (int) fitted.number("degree", 0),
            fitted.get("coefficients")));
  }

  /** The Nadaraya-Watson estimate of a score at the points themselves. */
  private record Smoothing(List<double[]> points, double bandwidth) {
    double[] of(double[] scores) {
      if (bandwidth == 0) {
        return scores;
      }
      double[] width = widths();
      double[] smooth = new double[scores.length];
      for (int row = 0; row < scores.length; row++) {
        double mass = 0;
        for (int other = 0; other < scores.length; other++) {
          double weight = Math.exp(-squaredDistance(row, other, width) / 2);
          mass += weight;
          smooth[row] += weight * scores[other];
        }
        smooth[row] /= mass;
      }
      return smooth;
    }

    private double[] widths() {
      double[] width = new double[points.get(0).length];
      for (int i = 0; i < width.length; i++) {
        int reward = i;
        double low = points.stream().mapToDouble(point -> point[reward]).min().orElseThrow();
        double high = points.stream().mapToDouble(point -> point[reward]).max().orElseThrow();
        width[i] = bandwidth * (high - low);
      }
      return width;
    }

    private double squaredDistance(int row, int other, double[] width) {
      double sum = 0;
      for (int i = 0; i < width.length; i++) {
        double gap = (points.get(row)[i] - points.get(other)[i]) / width[i];
        sum += gap * gap;
      }
      return sum;
    }
  }

  /** The fitted surface as a model of vectors of rewards. */
  private record Surface(State fitted, PolynomialSurface polynomial) implements RewardModel {
    @Override
    public Set<String> inputs() {
      return Set.of("rewards");
    }

    @Override
    public Set<String> outputs() {
      return Set.of("score");
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      Column rewards = batch.column("rewards");
      int width = polynomial.lower().length;
      if (rewards.ragged() || rewards.width() != width) {
        throw EsscherException.data(
            "the surface was fitted to vectors of %d rewards, got %s",
            width, rewards.ragged() ? "lists" : "vectors of " + rewards.width());
      }
      double[] scores = rows(rewards).stream().mapToDouble(polynomial::at).toArray();
      Column score = context.columns().numbers(scores);
      return new Forward() {
        @Override
        public Column output(String name) {
          return score;
        }

        @Override
        public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
          throw EsscherException.user("a fitted surface is not trained; fit it again");
        }
      };
    }

    @Override
    public State save() {
      return fitted;
    }
  }
}
