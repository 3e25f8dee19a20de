//! Prices of European options by the formula of Black and Scholes (J. Political Economy 81, 1973).
//!
//! Look at the loop: one iteration calls functions, takes branches and writes two arrays, each at its own place.
//! Almost all of the time is arithmetic, so the speed-up is close to the number of cores.
//!
//! `--device` adds the same loop on a GPU. Look at `declare target`: it is what the functions and the struct need, and
//! one source serves host and device.

mod common;

use clap::Parser;
use common::args::{Device, Threads, positive};
use common::timing::{best_of, report_rate};
use common::{Random, check_close, max_difference};
use ferromp::prelude::*;

/// Interest a year, continuously compounded.
const RATE: f64 = 0.1;
/// Standard deviation of the logarithm of the price over a year.
const VOLATILITY: f64 = 0.2;

/// Of the polynomial in [`normal`].
const COEFFICIENTS: [f64; 5] = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
/// 1 / sqrt(2 pi)
const INVERSE_SQRT_TAU: f64 = 0.398_942_280_401_432_7;

#[derive(Parser)]
#[command(about = "Option prices by the Black-Scholes formula")]
struct Args {
    /// Options to price
    #[arg(long, default_value_t = 1_000_000, value_parser = positive())]
    size: usize,
    /// Runs of which the fastest counts
    #[arg(long, default_value_t = 5, value_parser = positive())]
    repeat: usize,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    device: Device,
}

/// The right to buy or sell at `strike` in `years` what costs `spot` today.
#[omp(declare target)]
#[derive(Clone, Copy)]
#[repr(C)]
struct Contract {
    spot: f64,
    strike: f64,
    years: f64,
}

/// The standard normal distribution function, off by less than 7.5e-8 (Abramowitz and Stegun, 26.2.17).
#[omp(declare target)]
fn normal(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * x.abs());
    let [a, b, c, d, e] = COEFFICIENTS;
    let polynomial = ((((e * t + d) * t + c) * t + b) * t + a) * t;
    let tail = INVERSE_SQRT_TAU * (-0.5 * x * x).exp() * polynomial;
    if x < 0.0 { tail } else { 1.0 - tail }
}

/// What the right to buy (call) and the right to sell (put) are worth today.
#[omp(declare target)]
fn price(contract: Contract) -> (f64, f64) {
    let (spot, strike, years) = (contract.spot, contract.strike, contract.years);
    let deviation = VOLATILITY * years.sqrt();
    let d1 = ((spot / strike).ln() + (RATE + 0.5 * VOLATILITY * VOLATILITY) * years) / deviation;
    let d2 = d1 - deviation;
    let discounted = strike * (-RATE * years).exp();
    let call = spot * normal(d1) - discounted * normal(d2);
    let put = discounted * normal(-d2) - spot * normal(-d1);
    (call, put)
}

#[omp]
fn price_all(contracts: &[Contract], calls: &mut [f64], puts: &mut [f64]) {
    let n = contracts.len();
    #[omp(parallel for)]
    for i in 0..n {
        let (call, put) = price(contracts[i]);
        calls[i] = call;
        puts[i] = put;
    }
}

#[omp]
fn price_all_on_device(contracts: &[Contract], calls: &mut [f64], puts: &mut [f64], device: usize) {
    let n = contracts.len();
    #[omp(target teams loop device(device) map(to: contracts) map(from: calls, puts))]
    for i in 0..n {
        let (call, put) = price(contracts[i]);
        calls[i] = call;
        puts[i] = put;
    }
}

fn main() {
    let args = Args::parse();
    let (n, threads) = (args.size, args.threads.apply());
    let mut random = Random::new(3);
    let contracts: Vec<Contract> = (0..n)
        .map(|_| Contract {
            spot: random.uniform(5.0, 30.0),
            strike: random.uniform(1.0, 100.0),
            years: random.uniform(0.25, 10.0),
        })
        .collect();
    let (mut calls, mut puts) = (vec![0.0; n], vec![0.0; n]);

    let (expected, serial) =
        best_of(args.repeat, || contracts.iter().copied().map(price).collect::<Vec<_>>());
    let ((), parallel) = best_of(args.repeat, || price_all(&contracts, &mut calls, &mut puts));

    println!("black_scholes, {n} options, {threads} threads");
    let millions = n as f64 * 1e-6;
    report_rate("serial", serial, serial, millions, "Moptions/s");
    report_rate("parallel for", parallel, serial, millions, "Moptions/s");

    let (expected_calls, expected_puts): (Vec<f64>, Vec<f64>) = expected.into_iter().unzip();
    assert!(calls == expected_calls && puts == expected_puts, "the prices differ");
    if let Some(device) = args.device.announce() {
        let (mut calls, mut puts) = (vec![0.0; n], vec![0.0; n]);
        let work = || price_all_on_device(&contracts, &mut calls, &mut puts, device);
        let ((), offloaded) = best_of(args.repeat, work);
        report_rate("target teams loop", offloaded, serial, millions, "Moptions/s");
        // The device's `exp` and `ln` may differ from the host's in the last bits.
        check_close("the device's calls", max_difference(&calls, &expected_calls), 0.0, 1e-12);
        check_close("the device's puts", max_difference(&puts, &expected_puts), 0.0, 1e-12);
    }
    // A textbook's option (Hull, Options, Futures, and Other Derivatives): 42 today, 40 in half a year.
    let (call, put) = price(Contract { spot: 42.0, strike: 40.0, years: 0.5 });
    check_close("the textbook's call", call, 4.759_422_4, 1e-5);
    check_close("the textbook's put", put, 0.808_599_4, 1e-5);
    // Owning a call and owing a put is owning the thing and owing the strike.
    for (i, &Contract { spot, strike, years }) in contracts.iter().enumerate() {
        let forward = spot - strike * (-RATE * years).exp();
        check_close("put-call parity", calls[i] - puts[i], forward, 1e-9);
    }
    println!("  put-call parity holds for every option");
}
