{#
    Two-sided p-value of a standard normal statistic, given its absolute value; null stays null. Upper tail after
    J. F. Hart, Computer Approximations (1968), algorithm 5666, as in G. West, Better approximations to cumulative
    normal functions, Wilmott Magazine (2005): relative error below 1e-14, while no engine shares a function for it.
#}
{% macro two_sided_p_value(absolute_z) -%}
    {%- set top = [0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376] -%}
    {%- set bottom = [0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752] -%}
    case
        when {{ absolute_z }} < 7.07106781186547
            then 2 * exp(-{{ absolute_z }} * {{ absolute_z }} / 2)
                * {{ horner(top, absolute_z) }}
                / {{ horner(bottom, absolute_z) }}
        when {{ absolute_z }} <= 37
            then 2 * exp(-{{ absolute_z }} * {{ absolute_z }} / 2) / 2.506628274631000502
                / ({{ absolute_z }} + 1 / ({{ absolute_z }} + 2 / ({{ absolute_z }} + 3
                / ({{ absolute_z }} + 4 / ({{ absolute_z }} + 0.65)))))
        when {{ absolute_z }} > 37 then 0
    end
{%- endmacro %}


{# A polynomial by Horner's rule; coefficients from the highest power down. #}
{% macro horner(coefficients, x) -%}
    {%- set terms = namespace(sql=coefficients[0] ~ '') -%}
    {%- for coefficient in coefficients[1:] -%}
        {%- set terms.sql = '(' ~ terms.sql ~ ' * ' ~ x ~ ' + ' ~ coefficient ~ ')' -%}
    {%- endfor -%}
    cast({{ terms.sql }} as {{ type_double() }})
{%- endmacro %}


{#
    Limits of the 95 % interval of a share after E. B. Wilson, Probable inference, the law of succession, and statistical
    inference, JASA 22 (1927): inside 0..1 and sensible where the share is 0 or 1. The number of trials is above 0.
#}
{% macro wilson_low(successes, trials) -%}
    greatest({{ wilson_limit(successes, trials, '-') }}, 0)
{%- endmacro %}
{% macro wilson_high(successes, trials) -%}
    least({{ wilson_limit(successes, trials, '+') }}, 1)
{%- endmacro %}
{% macro wilson_limit(successes, trials, sign) -%}
    {%- set z = 1.959964 -%}
    {%- set n = 'cast(' ~ trials ~ ' as ' ~ type_double() ~ ')' -%}
    {%- set misses = '(' ~ trials ~ ' - ' ~ successes ~ ')' -%}
    (
        {{ successes }} + {{ z * z / 2 }}
        {{ sign }} {{ z }} * sqrt({{ successes }} * {{ misses }} / {{ n }} + {{ z * z / 4 }})
    ) / ({{ n }} + {{ z * z }})
{%- endmacro %}
