package org.esscher.plugins.programmablevi;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Vector;
import org.esscher.plugins.programmablevi.GaussianGuide.GuideGradient;

/** One pass of a {@link GaussianGuide}; outputs are computed when they are asked for. */
final class GuideForward implements Forward {
  private final Normals normals;
  private final Batch batch;
  private final Columns columns;

  GuideForward(Normals normals, Batch batch, Columns columns) {
    this.normals = normals;
    this.batch = batch;
    this.columns = columns;
  }

  @Override
  public Column output(String name) {
    return switch (name) {
      case "action" -> action();
      case "logp" -> logp();
      default ->
          columns.shapedLike(
              batch.column("auxiliary"), new double[batch.column("auxiliary").start(batch.rows())]);
    };
  }

  /** A column of vectors with a component a latent. */
  private Column vectors(String name) {
    Column column = batch.column(name);
    if (column.isText() || column.ragged() || column.width() != normals.latents()) {
      throw EsscherException.data(
          "column '%s' has to hold vectors of %d numbers, one per latent of the guide, got %s%d",
          name, normals.latents(), column.ragged() ? "lists of " : "", column.width());
    }
    return column;
  }

  /** Draws of a row: auxiliary ones, or one that says nothing. */
  private int first(int row) {
    return normals.auxiliary() ? batch.column("auxiliary").start(row) : row;
  }

  private double auxiliary(int draw) {
    return normals.auxiliary() ? batch.column("auxiliary").at(draw) : 0;
  }

  Column action() {
    Column noise = vectors("noise");
    double[] z = new double[batch.rows() * normals.latents()];
    for (int row = 0; row < batch.rows(); row++) {
      double u = origin(row);
      for (int j = 0; j < normals.latents(); j++) {
        int at = row * normals.latents() + j;
        z[at] = normals.sample(j, noise.at(at), u);
      }
    }
    return columns.vectors(normals.latents(), z);
  }

  /** The auxiliary draw that a row's sample comes from. */
  private double origin(int row) {
    if (first(row) == first(row + 1)) {
      throw EsscherException.data(
          "row %d, column 'auxiliary': a sample needs the draw it comes from, got none", row);
    }
    return auxiliary(first(row));
  }

  Column logp() {
    Column z = vectors("action");
    double[] logp = new double[first(batch.rows())];
    for (int row = 0; row < batch.rows(); row++) {
      for (int draw = first(row); draw < first(row + 1); draw++) {
        for (int j = 0; j < normals.latents(); j++) {
          logp[draw] +=
              normals.logDensity(j, z.at((long) row * normals.latents() + j), auxiliary(draw));
        }
      }
    }
    return normals.auxiliary()
        ? columns.shapedLike(batch.column("auxiliary"), logp)
        : columns.numbers(logp);
  }

  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    double[] gradient = new double[normals.size()];
    Map<String, Column> inputs = new HashMap<>();
    Column ofAction = cotangents.get("action");
    double[] noise = ofAction == null ? zeros() : throughSamples(ofAction, gradient);
    Column ofLogp = cotangents.get("logp");
    double[] latents = ofLogp == null ? zeros() : throughDensities(ofLogp, gradient);
    if (wantedInputs.contains("noise")) {
      inputs.put("noise", columns.vectors(normals.latents(), noise));
    }
    if (wantedInputs.contains("action")) {
      inputs.put("action", columns.vectors(normals.latents(), latents));
    }
    return new Pullback(new GuideGradient(Vector.of(gradient)), inputs);
  }

  private double[] zeros() {
    return new double[batch.rows() * normals.latents()];
  }

  private double[] throughSamples(Column cotangents, double[] gradient) {
    Column noise = vectors("noise");
    double[] back = zeros();
    for (int at = 0; at < back.length; at++) {
      int j = at % normals.latents();
      normals.addSample(gradient, j, noise.at(at), cotangents.at(at));
      back[at] = cotangents.at(at) * normals.ofNoise(j);
    }
    return back;
  }

  private double[] throughDensities(Column cotangents, double[] gradient) {
    Column z = vectors("action");
    double[] back = zeros();
    for (int row = 0; row < batch.rows(); row++) {
      for (int draw = first(row); draw < first(row + 1); draw++) {
        for (int j = 0; j < normals.latents(); j++) {
          int at = row * normals.latents() + j;
          double c = cotangents.at(draw);
          normals.addLogDensity(gradient, j, z.at(at), auxiliary(draw), c);
          back[at] += c * normals.ofLatent(j, z.at(at), auxiliary(draw));
        }
      }
    }
    return back;
  }
}
