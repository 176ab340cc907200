package org.esscher.plugins.parl;

import java.util.Arrays;
import java.util.Random;

/**
 * A bandit whose lower level has a closed form: r_ν = φν, π_ν = softmax(φν/τ), and by the softmax's
 * derivative dπ/dν = (diag π − ππᵀ)φ/τ. Written without any class of the plugin.
 */
final class LinearBandit {
  /** The example of the paper's card. */
  static final LinearBandit CARD =
      new LinearBandit(
          new double[][] {{1, 0}, {0, 1}, {1, 1}, {-1, .5}}, new double[] {0, .2, 1, .5}, .5);

  static final double[] NU = {.3, -.2};

  private final double[][] phi;
  private final double[] utility;
  private final double tau;

  LinearBandit(double[][] phi, double[] utility, double tau) {
    this.phi = phi;
    this.utility = utility;
    this.tau = tau;
  }

  double[][] phi() {
    return phi;
  }

  double[] utility() {
    return utility;
  }

  double tau() {
    return tau;
  }

  /** Features standard normal, utilities uniform on [−2, 2]. */
  static LinearBandit random(int arms, int features, double tau, Random random) {
    double[][] phi = new double[arms][features];
    double[] utility = new double[arms];
    for (int arm = 0; arm < arms; arm++) {
      Arrays.setAll(phi[arm], i -> random.nextGaussian());
      utility[arm] = 2 * (2 * random.nextDouble() - 1);
    }
    return new LinearBandit(phi, utility, tau);
  }

  int arms() {
    return utility.length;
  }

  double[] rewards(double[] nu) {
    double[] rewards = new double[arms()];
    for (int arm = 0; arm < rewards.length; arm++) {
      for (int i = 0; i < nu.length; i++) {
        rewards[arm] += phi[arm][i] * nu[i];
      }
    }
    return rewards;
  }

  double[] logits(double[] nu) {
    return Arrays.stream(rewards(nu)).map(reward -> reward / tau).toArray();
  }

  double[] policy(double[] nu) {
    double[] weights = Arrays.stream(logits(nu)).map(Math::exp).toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /** E_π[U]. */
  double expectedUtility(double[] nu) {
    double[] policy = policy(nu);
    double sum = 0;
    for (int arm = 0; arm < policy.length; arm++) {
      sum += policy[arm] * utility[arm];
    }
    return sum;
  }

  /** σ(U_a − U_b). */
  double preferred(int a, int b) {
    return 1 / (1 + Math.exp(utility[b] - utility[a]));
  }

  /** P* log σ(d) + (1 − P*) log σ(−d), d = r_a − r_b. */
  double logLikelihood(int a, int b, double[] rewards) {
    double d = rewards[a] - rewards[b];
    return -preferred(a, b) * Math.log1p(Math.exp(-d))
        - (1 - preferred(a, b)) * Math.log1p(Math.exp(d));
  }

  /** The preference objective for the data of one reward and the likelihood of another. */
  double preference(double[] dataNu, double[] nu) {
    double[] policy = policy(dataNu);
    double[] rewards = rewards(nu);
    double sum = 0;
    for (int a = 0; a < arms(); a++) {
      for (int b = 0; b < arms(); b++) {
        sum += a == b ? 0 : policy[a] * policy[b] * logLikelihood(a, b, rewards);
      }
    }
    return sum;
  }

  /** The maximum-likelihood ν with pairs drawn from a policy, by Newton's method. */
  double[] fit(double[] policy, double[] start) {
    double[] nu = start.clone();
    for (int iteration = 0; iteration < 30; iteration++) {
      double[] rewards = rewards(nu);
      double[] slope = new double[nu.length];
      double[][] curvature = new double[nu.length][nu.length];
      for (int a = 0; a < arms(); a++) {
        for (int b = 0; b < a; b++) {
          double p = 1 / (1 + Math.exp(rewards[b] - rewards[a]));
          double weight = policy[a] * policy[b];
          for (int i = 0; i < nu.length; i++) {
            double x = phi[a][i] - phi[b][i];
            slope[i] += weight * (preferred(a, b) - p) * x;
            for (int j = 0; j < nu.length; j++) {
              curvature[i][j] += weight * p * (1 - p) * x * (phi[a][j] - phi[b][j]);
            }
          }
        }
      }
      double[] step = solve(curvature, slope);
      Arrays.setAll(nu, i -> nu[i] + step[i]);
    }
    return nu;
  }

  /** Gaussian elimination of a positive definite system. */
  private static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    double[] x = right.clone();
    for (int k = 0; k < n; k++) {
      for (int i = k + 1; i < n; i++) {
        double factor = matrix[i][k] / matrix[k][k];
        for (int j = k; j < n; j++) {
          matrix[i][j] -= factor * matrix[k][j];
        }
        x[i] -= factor * x[k];
      }
    }
    for (int k = n - 1; k >= 0; k--) {
      for (int j = k + 1; j < n; j++) {
        x[k] -= matrix[k][j] * x[j];
      }
      x[k] /= matrix[k][k];
    }
    return x;
  }
}
