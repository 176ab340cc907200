/**
 * Sample-efficient control of robots. Jianlan Luo, Zheyuan Hu, Charles Xu, You Liang Tan, Jacob
 * Berg, Archit Sharma, Stefan Schaal, Chelsea Finn, Abhishek Gupta, Sergey Levine: SERL: A Software
 * Suite for Sample-Efficient Robotic Reinforcement Learning, ICRA 2024, arXiv 2401.16013.
 *
 * <p>Soft actor-critic in the form of RLPD: half of each batch are demonstrations; E critics with
 * layer normalization learn {@code y = r + γ (1 − terminated) min_{k∈Z} Q̄_k(s′, a′)}, Z a random
 * subset of two, in several steps for each one of the actor, which follows the mean over all
 * critics. Rewards come from the environment, from a classifier of success, or from one that is
 * trained against what the policy reaches. A task policy and a reset policy may take turns, and
 * poses are seen from where the effector stood at the reset.
 */
@NullMarked
package org.esscher.plugins.serl;

import org.jspecify.annotations.NullMarked;
