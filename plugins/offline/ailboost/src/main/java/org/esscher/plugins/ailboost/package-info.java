/**
 * AILBoost: adversarial imitation by boosting. Chang, Sreenivas, Huang, Brantley and Sun 2024,
 * "Adversarial Imitation Learning via Boosting", ICLR 2024, arXiv 2404.08513.
 *
 * <p>Functional gradient descent on KL(d‖d^E), d being the state-action distribution of a mixture
 * of policies and d^E the expert's. With the learners 0 to t,
 *
 * <pre>
 * d_t = Σ_i w_i d^{π_i},   w_0 = (1 − η)^t,   w_i = η (1 − η)^{t − i}
 * D_t = argmin_D  E_{d^E}[e^{−D}] + E_{d_t}[D]  =  log d^E/d_t
 * π_{t+1} = argmax_π E_{d^π}[D_t],   d_{t+1} = (1 − η) d_t + η d^{π_{t+1}}
 * </pre>
 *
 * <p>The replay memory holds the steps of all learners, each with its learner's weight, so that it
 * represents d_t. The result is the mixture: a learner is drawn for each episode.
 */
@NullMarked
package org.esscher.plugins.ailboost;

import org.jspecify.annotations.NullMarked;
